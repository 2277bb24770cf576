using Microsoft.Azure.Functions.Worker.Builder;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions;

/// <content>Export by OTLP, which the Functions host leaves to the app.</content>
internal static partial class HostParts
{
    static partial void AddOtlp(FunctionsApplicationBuilder builder) => builder.Services.AddOtlpExport(builder.Configuration, "VideoPipeline.Functions");
}
