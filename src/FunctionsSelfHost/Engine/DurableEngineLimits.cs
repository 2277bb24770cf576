using System.Globalization;
using FunctionsSelfHost.Hosting;
using Microsoft.Extensions.Configuration;

namespace FunctionsSelfHost.Engine;

/// <summary>What host.json says of the durable engine beside its hub: below <c>extensions.durableTask</c>.</summary>
/// <param name="MaxConcurrentOrchestrators">How many orchestrations this process advances at once: <c>maxConcurrentOrchestratorFunctions</c>. Default 10 per core.</param>
/// <param name="MaxConcurrentEntities">How many entities this process runs at once: <c>maxConcurrentEntityFunctions</c>. Default 10 per core.</param>
/// <param name="ReplacesRunning">True when a start ends an unfinished instance of its ID: <c>overridableExistingInstanceStates</c> is <c>AnyState</c>.</param>
/// <param name="Retention">How long finished instances are kept: <c>purgeFinishedInstancesAfterDays</c>, this host's own setting. Null for ever.</param>
internal sealed record DurableEngineLimits(int MaxConcurrentOrchestrators, int MaxConcurrentEntities, bool ReplacesRunning, TimeSpan? Retention)
{
    // more would be before the first day of the calendar
    private const double MostDays = 36_500;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidOperationException">A value is not valid.</exception>
    public static DurableEngineLimits Of(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection($"{HostSettings.Section}:extensions:durableTask");
        return new DurableEngineLimits(
            Concurrency(section, "maxConcurrentOrchestratorFunctions"),
            Concurrency(section, "maxConcurrentEntityFunctions"),
            ReplacesRunningOf(section["overridableExistingInstanceStates"]),
            RetentionOf(section["purgeFinishedInstancesAfterDays"]));
    }

    private static int Concurrency(IConfigurationSection section, string key) =>
        string.IsNullOrEmpty(section[key]) ? 10 * Environment.ProcessorCount
        : int.TryParse(section[key], NumberStyles.None, CultureInfo.InvariantCulture, out int most) && most > 0 ? most
        : throw new InvalidOperationException($"host.json: extensions.durableTask.{key} is \"{section[key]}\"; it must be a whole number, 1 or more.");

    private static bool ReplacesRunningOf(string? text) => (text ?? "").ToUpperInvariant() switch
    {
        "" or "NONRUNNINGSTATES" => false,
        "ANYSTATE" => true,
        _ => throw new InvalidOperationException(
            $"host.json: extensions.durableTask.overridableExistingInstanceStates is \"{text}\"; it must be NonRunningStates or AnyState."),
    };

    private static TimeSpan? RetentionOf(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double days) && days is > 0 and <= MostDays ? TimeSpan.FromDays(days)
        : throw new InvalidOperationException(
            $"host.json: extensions.durableTask.purgeFinishedInstancesAfterDays is \"{text}\"; it must be a number of days above 0, up to {MostDays}, or be left out to keep them.");
}
