using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VideoPipeline.Cli;

/// <summary>How <c>vp</c> writes JSON: without nulls, with Chinese readable.</summary>
internal static class WireJson
{
    /// <summary>For requests.</summary>
    public static JsonSerializerOptions Compact { get; } = Options(indented: false);

    /// <summary>For <c>--json</c>.</summary>
    public static JsonSerializerOptions Indented { get; } = Options(indented: true);

    private static JsonSerializerOptions Options(bool indented) => new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
    };
}
