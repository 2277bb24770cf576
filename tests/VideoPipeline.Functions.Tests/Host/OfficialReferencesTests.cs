using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using VideoPipeline.Functions.Orchestration;
using VideoPipeline.Testing;

namespace VideoPipeline.Functions.Tests.Host;

public sealed class OfficialReferencesTests
{
    private static readonly Assembly App = typeof(VideoPipelineOrchestrator).Assembly;

    [Fact]
    public void App_RefersOnlyToTheOfficialApi() => OfficialReferences.Of(App).Should().BeSubsetOf(ApiListing.Official);

    [Theory]
    [InlineData("sealed class Microsoft.Azure.Functions.Worker.HttpTriggerAttribute : Microsoft.Azure.Functions.Worker.Extensions.Abstractions.TriggerBindingAttribute")]
    [InlineData("System.Void Microsoft.Azure.Functions.Worker.HttpTriggerAttribute.set_Route(System.String value)")]
    [InlineData("Microsoft.Azure.Functions.Worker.FunctionAttribute(System.String name)")]
    [InlineData("abstract System.Void Microsoft.DurableTask.TaskOrchestrationContext.SetCustomStatus(System.Object customStatus)")]
    [InlineData("protected Microsoft.DurableTask.Entities.TaskEntity<TState>()")]
    public void References_OfTheApp_AreSeenInEveryForm(string line) =>
        OfficialReferences.Of(App).Should().Contain(line);

    // the test assembly derives from the client and is not bound to the list; a member of the list taken away is reported
    [Fact]
    public void References_ToAForeignMember_AreFound()
    {
        const string Foreign = "abstract System.Void Microsoft.DurableTask.TaskOrchestrationContext.SetCustomStatus(System.Object customStatus)";
        string[] known = [.. ApiListing.Official.Except([Foreign])];

        OfficialReferences.Of(App).Except(known).Should().Equal(Foreign);
    }

    [Fact]
    public void Functions_OfTheApp_CanRunOnBothHosts()
    {
        MethodInfo[] functions = [.. App.GetTypes().SelectMany(t => t.GetMethods())
            .Where(m => m.CustomAttributes.Any(a => a.AttributeType.Name == "FunctionAttribute"))];

        functions.Should().OnlyContain(m => m.DeclaringType!.IsPublic && m.DeclaringType.GetMethods().Count(o => o.Name == m.Name) == 1);
        functions.Select(m => (string)m.CustomAttributes.First(a => a.AttributeType.Name == "FunctionAttribute").ConstructorArguments[0].Value!)
            .Should().OnlyHaveUniqueItems(name => name.ToUpperInvariant());
    }

    // health is for probes, the page has no secrets, and the session's files are opened by its cookie
    [Fact]
    public void HttpFunctions_NeedAKeyExceptTheseFew()
    {
        Dictionary<string, AuthorizationLevel> levels = HttpTriggers().ToDictionary(f => f.Function, f => f.Trigger.AuthLevel);

        levels.Should().HaveCountGreaterThan(5);
        levels.Values.Should().OnlyContain(l => l == AuthorizationLevel.Function || l == AuthorizationLevel.Anonymous);
        levels.Where(l => l.Value == AuthorizationLevel.Anonymous).Select(l => l.Key)
            .Should().BeEquivalentTo("GetHealth", "GetOpenApi", "GetApiDocs", "GetApiDocsStyle", "GetSession", "CloseSession", "GetSessionArtifact", "ZApi", "ZDashboard");
    }

    // the first function whose route fits has the request
    [Fact]
    public void CatchAllRoutes_OfTheApp_AreTriedLast()
    {
        string[] inOrder = [.. HttpTriggers().OrderBy(f => f.Function, StringComparer.OrdinalIgnoreCase).Select(f => f.Trigger.Route!)];

        inOrder[^2..].Should().Equal("api/{*path}", "{*path}");
    }

    private static IEnumerable<(string Function, HttpTriggerAttribute Trigger)> HttpTriggers() => App.GetTypes()
        .SelectMany(t => t.GetMethods())
        .SelectMany(m => m.GetParameters())
        .Select(p => (p.Member.Name, Trigger: p.GetCustomAttribute<HttpTriggerAttribute>()))
        .Where(p => p.Trigger is not null)
        .Select(p => (p.Name, p.Trigger!));
}
