using VideoPipeline.EndToEnd.Tests;

// The tests are run by their runner; started by itself, this program is the gate of an app that was started elsewhere.
if (args is not ["gate", var blobs, var url])
{
    await Console.Error.WriteLineAsync("usage: VideoPipeline.EndToEnd.Tests gate BLOB-ENDPOINT URL\n\nA proxy between an app and its blobs, which tests open and close.");
    return 2;
}

await GatedStorage.RunAsync(new Uri(blobs), url);
return 0;
