using System.Reflection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Entities;
using VideoPipeline.Functions.Limits;
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

    // each of them is ignored, or answered differently, by some version of the host
    [Theory]
    [InlineData("set_StartAt")]
    [InlineData("WithDedupeStatuses")]
    [InlineData("CustomStatusAs")]
    [InlineData("get_SerializedCustomStatus")]
    [InlineData("IsCausedBy")]
    [InlineData("get_ErrorType")]
    [InlineData("get_InnerFailure")]
    [InlineData("SuspendInstanceAsync")]
    [InlineData("ResumeInstanceAsync")]
    [InlineData("WaitForExternalEvent<T>(System.String eventName, System.TimeSpan timeout")]
    public void App_DoesWithout(string member)
    {
        ApiListing.Official.Should().Contain(line => line.Contains(member, StringComparison.Ordinal));
        OfficialReferences.Of(App).Should().NotContain(line => line.Contains(member, StringComparison.Ordinal));
    }

    // what a function returns is written by the host only when it is an action result; a large one must not lie in memory
    [Fact]
    public void HttpFunctions_AnswerActionResults_AndStreamFiles()
    {
        HttpTriggers().Select(f => f.Method.ReturnType).Should()
            .OnlyContain(t => t == typeof(IActionResult) || t == typeof(Task<IActionResult>));
        OfficialReferences.TypesOf(App).Should().Contain(typeof(FileStreamResult)).And.NotContain(typeof(FileContentResult));
    }

    [Fact]
    public void Routes_OfTheApp_LeaveTheHostItsOwn() => HttpTriggers().Select(f => f.Trigger.Route!.Split('/')[0])
        .Should().Contain("api").And.NotContain(["admin", "runtime"]);

    [Fact]
    public void Entities_MakeTheirFirstStateThemselves() => App.GetTypes()
        .Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(TaskEntity<>))
        .Select(t => t.GetMethod("InitializeState", BindingFlags.NonPublic | BindingFlags.Instance)!.DeclaringType == t)
        .Should().HaveCountGreaterThan(1).And.OnlyContain(isOwn => isOwn);

    // an orchestration that uses two of them hangs for good
    [Fact]
    public void Entities_OfNamesThatDifferInCaseAlone_AreOne()
    {
        SemaphoreEntity.IdOf("tts:Studio").Should().Be(SemaphoreEntity.IdOf("TTS:STUDIO"));
        RateLimiterEntity.IdOf("llm:Studio").Should().Be(RateLimiterEntity.IdOf("LLM:STUDIO"));
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

    private static IEnumerable<(string Function, MethodInfo Method, HttpTriggerAttribute Trigger)> HttpTriggers() => App.GetTypes()
        .SelectMany(t => t.GetMethods())
        .SelectMany(m => m.GetParameters())
        .Select(p => (Method: (MethodInfo)p.Member, Trigger: p.GetCustomAttribute<HttpTriggerAttribute>()))
        .Where(p => p.Trigger is not null)
        .Select(p => (p.Method.Name, p.Method, p.Trigger!));
}
