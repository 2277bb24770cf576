using System.Text;

namespace VideoPipeline.Cli.Commands;

/// <summary>Reads a transcript from a file or standard input.</summary>
internal static class TranscriptFile
{
    /// <summary>The text without a byte order mark. UTF-8, or UTF-16 with a byte order mark.</summary>
    /// <param name="name">A path, or <c>-</c> for standard input.</param>
    /// <exception cref="UsageException">It cannot be read, or is not text in these encodings.</exception>
    public static async Task<string> ReadAsync(string name, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream stream = name == "-" ? terminal.OpenInput() : File.OpenRead(name);
            var strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
            using var reader = new StreamReader(stream, strict, detectEncodingFromByteOrderMarks: true);
            return await reader.ReadToEndAsync(cancellationToken);
        }
        catch (DecoderFallbackException)
        {
            throw new UsageException($"{name} is not UTF-8 text. Convert it first, for example: iconv -f GB18030 -t UTF-8 {name}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The transcript {name} cannot be read: {exception.Message}");
        }
    }
}
