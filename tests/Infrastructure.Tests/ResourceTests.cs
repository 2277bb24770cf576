using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Infrastructure.Tests;

/// <summary>What the templates must bring along.</summary>
public sealed class ResourceTests(CompiledTemplate template) : IClassFixture<CompiledTemplate>
{
    [Fact]
    public void Exporter_HasExactlyOneReplica()
    {
        JsonNode exporter = template.Resources("Microsoft.App/containerApps").Should().ContainSingle().Subject["properties"]!;

        exporter["configuration"]!["activeRevisionsMode"]!.GetValue<string>().Should().Be("Single");
        exporter["template"]!["scale"]!["minReplicas"]!.GetValue<int>().Should().Be(1);
        exporter["template"]!["scale"]!["maxReplicas"]!.GetValue<int>().Should().Be(1);
    }

    [Fact]
    public void App_RunsOnFlexConsumptionWithTheRightRuntime()
    {
        JsonNode config = template.Resources("Microsoft.Web/sites").Single()["properties"]!["functionAppConfig"]!;

        template.Resources("Microsoft.Web/serverfarms").Single()["sku"]!["tier"]!.GetValue<string>().Should().Be("FlexConsumption");
        config["runtime"]!["name"]!.GetValue<string>().Should().Be("dotnet-isolated");
        config["runtime"]!["version"]!.GetValue<string>().Should().Be("10.0");
        config["deployment"]!["storage"]!["authentication"]!["type"]!.GetValue<string>().Should().Be("UserAssignedIdentity");
    }

    [Theory]
    [InlineData("AzureWebJobsStorage__accountName")]
    [InlineData("AzureWebJobsStorage__credential")]
    [InlineData("AzureWebJobsStorage__clientId")]
    [InlineData("AZURE_CLIENT_ID")]
    [InlineData("EXPORT_VIDEO_URL")]
    [InlineData("EXPORTER_KEY")]
    [InlineData("APPLICATIONINSIGHTS_CONNECTION_STRING")]
    [InlineData("APPLICATIONINSIGHTS_AUTHENTICATION_STRING")]
    [InlineData("Voice__AzureSpeech__Url")]
    public void App_HasTheSettingsThatItCannotDoWithout(string setting) => template.Text.Contains($"\"{setting}\":", StringComparison.Ordinal).Should().BeTrue();

    [Fact]
    public void App_HasItsSecretsByReferenceToTheVault() => template.Text
        .Contains("\"EXPORTER_KEY\":\"[format(\\u0027@Microsoft.KeyVault(SecretUri={0})\\u0027", StringComparison.Ordinal).Should().BeTrue();

    [Fact]
    public void Roles_AreTheLeastThatAreNeededAndAllOfThem()
    {
        string[] expected =
        [
            "0ad04412-c4d5-4796-b79c-f76d14c8d402", // the task hub of the scheduler
            "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", // tables
            "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", // the exporter reads drafts
            "3913510d-42f4-4e42-8a64-420c390055eb", // metrics
            "4633458b-17de-408a-b874-0445c86b69e6", // secrets
            "7f951dda-4ed3-4680-a7ca-43fe172d538d", // the exporter's image
            "974c5e8b-45b9-4653-ba55-5f855dd0fb88", // queues
            "b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // blobs, the app
            "ba92f5b4-2d11-453d-a403-e96b0029c9fe", // blobs, the exporter's videos and seat
            "f2dc8367-1007-4938-bd23-fe263f013447", // speech
        ];

        IEnumerable<string> named = Regex
            .Matches(template.Text, "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
            .Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

        named.Should().Equal(expected.Order(StringComparer.Ordinal));
        template.Resources("Microsoft.Authorization/roleAssignments").Should().HaveCount(7)
            .And.OnlyContain(r => r["scope"] != null, "no role reaches over the whole resource group");
    }

    [Theory]
    [InlineData("stories")]
    [InlineData("voices")]
    [InlineData("drafts")]
    [InlineData("videos")]
    [InlineData("logs")]
    [InlineData("sources")]
    [InlineData("galleries")]
    [InlineData("exporter-seats")]
    [InlineData("PipelineRuns")]
    [InlineData("PipelineRunIndex")]
    [InlineData("PipelineSources")]
    [InlineData("pipeline-requests")]
    [InlineData("pipeline-requests-poison")]
    public void Storage_HasWhatTheAppNames(string name) => DeployedNames().Should().Contain(n => n.EndsWith($"/default/{name}", StringComparison.Ordinal));

    [Fact]
    public void Artifacts_AreDeletedInTheEnd()
    {
        JsonNode rules = template.Resources("Microsoft.Storage/storageAccounts/managementPolicies").Single()["properties"]!["policy"]!["rules"]!;

        rules.AsArray().Select(r => r!["definition"]!["actions"]!["baseBlob"]!["delete"]).Should().HaveCount(2).And.NotContainNulls();
    }

    [Theory]
    [InlineData("stuck-pipelines")]
    [InlineData("poison-queue")]
    [InlineData("exporter-idle")]
    [InlineData("daily-quota")]
    public void Alert_IsThere(string name)
    {
        template.Resources("Microsoft.Insights/scheduledQueryRules").Should().ContainSingle();
        DeployedNames().Should().Contain(name);
    }

    // TemplateTests holds the snapshot to the templates
    private static IEnumerable<string> DeployedNames()
    {
        JsonNode snapshot = JsonNode.Parse(File.ReadAllText(Path.Combine(Bicep.Folder, "environments", "dev.snapshot.json")))!;
        return snapshot["predictedResources"]!.AsArray().Select(r => r!["name"]!.GetValue<string>());
    }
}
