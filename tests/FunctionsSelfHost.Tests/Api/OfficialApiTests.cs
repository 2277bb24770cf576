using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Testing;

namespace FunctionsSelfHost.Tests.Api
{
    public sealed class OfficialApiTests
    {
        [Fact]
        public void PublicSurface_IsASubsetOfTheOfficialApi()
        {
            Type[] types = [.. typeof(FunctionAttribute).Assembly.GetTypes().Where(ApiListing.IsOfficial)];

            string[] lines = [.. ApiListing.Lines(types)];

            lines.Should().HaveCountGreaterThan(400);
            lines.Should().BeSubsetOf(ApiListing.Official);
        }

        [Fact]
        public void PublicSurface_WithAMemberOfOurOwn_IsFound()
        {
            string[] lines = [.. ApiListing.Lines([typeof(Microsoft.DurableTask.Ours)])];

            lines.Except(ApiListing.Official).Should().BeEquivalentTo(
                "class Microsoft.DurableTask.Ours",
                "Microsoft.DurableTask.Ours()",
                "virtual System.Threading.Tasks.Task<System.Int32?> Microsoft.DurableTask.Ours.Echo<T>(System.String text = \"x\", out System.Boolean done)");
        }

        [Fact]
        public void EverythingPublic_IsOfficial()
        {
            IEnumerable<Type> own = typeof(FunctionAttribute).Assembly.GetExportedTypes()
                .Where(t => !ApiListing.IsOfficial(t) && t.Namespace?.StartsWith("OrleansCodeGen", StringComparison.Ordinal) == false);

            own.Should().BeEmpty();
        }
    }
}

namespace Microsoft.DurableTask
{
    public class Ours
    {
        public virtual Task<int?> Echo<T>([System.Runtime.InteropServices.Optional, System.Runtime.InteropServices.DefaultParameterValue("x")] string text, out bool done)
        {
            done = true;
            return Task.FromResult<int?>(text.Length + typeof(T).Name.Length);
        }
    }
}
