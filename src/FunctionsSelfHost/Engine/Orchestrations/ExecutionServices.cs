using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;

namespace FunctionsSelfHost.Engine.Orchestrations;

/// <summary>What an execution needs of its host.</summary>
/// <param name="Converter">Serializes everything that travels.</param>
/// <param name="LoggerFactory">Makes the orchestrator's loggers.</param>
internal sealed record ExecutionServices(DataConverter Converter, ILoggerFactory LoggerFactory);
