using Microsoft.Azure.Functions.Worker.Builder;
using VideoPipeline.Telemetry;

namespace VideoPipeline.Functions;

/// <content>Export by OTLP, logs included, which the Functions host leaves to the app: it knows Application Insights alone.</content>
internal static partial class HostParts
{
    static partial void AddOtlp(FunctionsApplicationBuilder builder) => builder.Services.AddOtlpExport(builder.Configuration);
}
