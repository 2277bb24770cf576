using System.Text.Json.Nodes;

namespace Infrastructure.Tests;

/// <summary>What the templates must never let in or out.</summary>
public sealed class SecurityTests(CompiledTemplate template) : IClassFixture<CompiledTemplate>
{
    [Fact]
    public void Storage_HasNoKeysNoPublicBlobsAndNothingBelowTls12()
    {
        JsonNode account = template.Resources("Microsoft.Storage/storageAccounts").Should().ContainSingle().Subject["properties"]!;

        account["allowSharedKeyAccess"]!.GetValue<bool>().Should().BeFalse();
        account["allowBlobPublicAccess"]!.GetValue<bool>().Should().BeFalse();
        account["minimumTlsVersion"]!.GetValue<string>().Should().Be("TLS1_2");
        account["supportsHttpsTrafficOnly"]!.GetValue<bool>().Should().BeTrue();
        template.Resources("Microsoft.Storage/storageAccounts/blobServices/containers").Select(c => c["properties"]!["publicAccess"]!.GetValue<string>())
            .Should().NotBeEmpty().And.OnlyContain(access => access == "None");
    }

    [Fact]
    public void App_SpeaksTls12OnlyAndTakesNoPasswords()
    {
        JsonNode app = template.Resources("Microsoft.Web/sites").Should().ContainSingle().Subject["properties"]!;

        app["httpsOnly"]!.GetValue<bool>().Should().BeTrue();
        app["siteConfig"]!["minTlsVersion"]!.GetValue<string>().Should().Be("1.2");
        app["siteConfig"]!["ftpsState"]!.GetValue<string>().Should().Be("Disabled");
        template.Resources("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Select(p => p["properties"]!["allow"]!.GetValue<bool>())
            .Should().Equal(false, false);
    }

    [Fact]
    public void Exporter_IsReachedByTlsOnly()
    {
        JsonNode exporter = template.Resources("Microsoft.App/containerApps").Should().ContainSingle().Subject["properties"]!;

        exporter["configuration"]!["ingress"]!["allowInsecure"]!.GetValue<bool>().Should().BeFalse();
    }

    [Theory]
    [InlineData("Microsoft.Insights/components", "DisableLocalAuth", true)]
    [InlineData("Microsoft.CognitiveServices/accounts", "disableLocalAuth", true)]
    [InlineData("Microsoft.ContainerRegistry/registries", "adminUserEnabled", false)]
    [InlineData("Microsoft.KeyVault/vaults", "enableRbacAuthorization", true)]
    public void Service_TakesIdentitiesOnly(string type, string property, bool value)
    {
        JsonNode service = template.Resources(type).Should().ContainSingle().Subject;

        service["properties"]![property]!.GetValue<bool>().Should().Be(value);
    }

    [Fact]
    public void Outputs_HaveNoSecrets()
    {
        string[] outputs = [.. template.Outputs().Select(o => o.Value!.ToJsonString())];

        outputs.Should().NotBeEmpty();
        outputs.Should().OnlyContain(o => !o.Contains("listKeys", StringComparison.OrdinalIgnoreCase) && !o.Contains("parameters('exporterKey')", StringComparison.Ordinal));
        template.Text.Contains("listKeys", StringComparison.OrdinalIgnoreCase).Should().BeFalse();
    }

    [Fact]
    public void ExporterKey_IsSecureOnItsWayAndGoesToTheVaultAlone()
    {
        var keys = template.Parameters().Where(p => p.Key == "exporterKey").Select(p => p.Value!["type"]!.GetValue<string>()).ToList();
        JsonNode secret = template.Resources("Microsoft.KeyVault/vaults/secrets").Should().ContainSingle().Subject;

        keys.Should().HaveCount(3).And.OnlyContain(type => type == "securestring");
        secret["properties"]!["value"]!.GetValue<string>().Should().Be("[parameters('exporterKey')]");
    }
}
