using System.Text.Json;
using CsCheck;
using Microsoft.DurableTask.Client.Entities;
using Microsoft.DurableTask.Entities;

namespace FunctionsSelfHost.Tests.Api;

public sealed class EntityInstanceIdTests
{
    private static readonly Gen<EntityInstanceId> Ids =
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.String[0, 40], (name, key) => new EntityInstanceId(name, key));

    [Fact]
    public void Text_ReadBack_IsTheSameId() =>
        Ids.Sample(id => EntityInstanceId.FromString(id.ToString()) == id);

    [Fact]
    public void Json_ReadBack_IsTheSameId() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 20], Gen.String[Gen.Char.AlphaNumeric, 0, 40])
            .Sample((name, key) =>
            {
                var id = new EntityInstanceId(name, key);
                return JsonSerializer.Deserialize<EntityInstanceId>(JsonSerializer.Serialize(id)) == id;
            });

    [Fact]
    public void Json_IsTheText()
    {
        string json = JsonSerializer.Serialize(new EntityInstanceId("Semaphore", "Exporter"));

        json.Should().Be("\"@semaphore@Exporter\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@b")]
    public void Name_ThatIsEmptyOrHasAnAt_IsRefused(string name)
    {
        Action act = () => _ = new EntityInstanceId(name, "key");

        act.Should().Throw<ArgumentException>();
    }

    [Theory]
    [InlineData("semaphore@x")]
    [InlineData("@semaphore")]
    [InlineData("@@key")]
    [InlineData("@")]
    public void FromString_OfWhatIsNoId_IsRefused(string text)
    {
        Action act = () => EntityInstanceId.FromString(text);

        act.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Json_OfWhatIsNoId_IsAJsonError()
    {
        Action act = () => JsonSerializer.Deserialize<EntityInstanceId>("\"semaphore\"");

        act.Should().Throw<JsonException>();
    }

    [Theory]
    [InlineData("Semaphore", "@semaphore")]
    [InlineData("@Semaphore@Key", "@semaphore@Key")]
    [InlineData("Semaphore@", "@semaphore@")]
    public void Query_Prefix_HasItsAtAndALowerCaseName(string given, string expected)
    {
        var query = new EntityQuery { InstanceIdStartsWith = given };

        query.InstanceIdStartsWith.Should().Be(expected);
    }
}
