using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Converters;

namespace FunctionsSelfHost.Tests.Api;

public sealed class JsonDataConverterTests
{
    private static readonly DataConverter Converter = JsonDataConverter.Default;

    [Fact]
    public void Serialize_IsPascalCaseWithNumbersForEnumsAndWithFields()
    {
        string? json = Converter.Serialize(new Sample { Day = DayOfWeek.Friday, Field = 3 });

        json.Should().Be("""{"Day":5,"Field":3}""");
    }

    [Fact]
    public void Serialize_GoesByTheValuesOwnType()
    {
        object value = new Sample { Field = 1 };

        Converter.Serialize(value).Should().Contain("\"Field\":1");
    }

    [Fact]
    public void Null_StaysNull()
    {
        Converter.Serialize(null).Should().BeNull();
        Converter.Deserialize(null, typeof(Sample)).Should().BeNull();
        Converter.Deserialize<int>(null).Should().Be(0);
        Converter.Deserialize<string>("null").Should().BeNull();
    }

    [Fact]
    public void Metadata_FetchedWithoutValues_RefusesToReadThem()
    {
        var metadata = new OrchestrationMetadata("Name", "id");

        metadata.Invoking(m => m.ReadInputAs<int>()).Should().Throw<InvalidOperationException>();
    }

    [Theory]
    [InlineData(OrchestrationRuntimeStatus.Completed, true)]
    [InlineData(OrchestrationRuntimeStatus.Failed, true)]
    [InlineData(OrchestrationRuntimeStatus.Terminated, true)]
    [InlineData(OrchestrationRuntimeStatus.Running, false)]
    [InlineData(OrchestrationRuntimeStatus.Suspended, false)]
    [InlineData(OrchestrationRuntimeStatus.Pending, false)]
    public void Metadata_IsCompleted_InTheFinalStates(OrchestrationRuntimeStatus status, bool expected)
    {
        new OrchestrationMetadata("Name", "id") { RuntimeStatus = status }.IsCompleted.Should().Be(expected);
    }

    private sealed class Sample
    {
        public DayOfWeek Day { get; set; }

#pragma warning disable CS0649, IDE0044 // set by its initializer in a test
        public int Field;
#pragma warning restore CS0649, IDE0044
    }
}
