namespace VideoPipeline.Cli.Api;

/// <summary>The server gave no usable answer: nothing listens, the connection broke, or it failed itself (5xx). It may pass.</summary>
internal sealed class ServerUnreachableException(string message, Exception? inner = null) : Exception(message, inner);
