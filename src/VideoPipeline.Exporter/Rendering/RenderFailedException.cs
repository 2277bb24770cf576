namespace VideoPipeline.Exporter.Rendering;

/// <summary>ffmpeg could not make a video of a draft, or made one that is not what was asked for. The message is for a person.</summary>
internal sealed class RenderFailedException(string message, Exception? innerException = null) : Exception(message, innerException);
