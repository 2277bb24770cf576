using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using VideoPipeline.Artifacts;

namespace VideoPipeline.Tests.Artifacts;

public sealed class StorageAccountTests
{
    [Fact]
    public void Client_OfAConnectionString_HasItsEndpoint() =>
        Blobs(("AzureWebJobsStorage", "UseDevelopmentStorage=true")).Uri.Port.Should().Be(10000);

    [Theory]
    [InlineData("AzureWebJobsStorage:accountName", "studio", "https://studio.blob.core.windows.net/")]
    [InlineData("AzureWebJobsStorage:blobServiceUri", "https://studio.blob.core.chinacloudapi.cn/", "https://studio.blob.core.chinacloudapi.cn/")]
    public void Client_OfAnAccountByIdentity_HasItsEndpoint(string setting, string value, string endpoint) =>
        Blobs((setting, value)).Uri.Should().Be(new Uri(endpoint));

    [Fact]
    public void Client_OfAServiceWithoutAddress_SaysWhatToSet()
    {
        StorageAccount account = Account(("AzureWebJobsStorage:blobServiceUri", "https://studio.blob.core.windows.net"));

        Action act = () => account.Client("queue", text => text, (uri, _) => uri.ToString());

        act.Should().Throw<InvalidOperationException>().WithMessage("*AzureWebJobsStorage__queueServiceUri*");
    }

    [Fact]
    public void Account_WithoutSettings_SaysWhatToSet()
    {
        Action act = () => Account();

        act.Should().Throw<InvalidOperationException>().WithMessage("*AzureWebJobsStorage*AzureWebJobsStorage__accountName*");
    }

    private static BlobServiceClient Blobs(params (string Name, string Value)[] settings) =>
        Account(settings).Client("blob", text => new BlobServiceClient(text), (uri, identity) => new BlobServiceClient(uri, identity));

    private static StorageAccount Account(params (string Name, string Value)[] settings) =>
        new(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(s => s.Name, s => (string?)s.Value)).Build());
}
