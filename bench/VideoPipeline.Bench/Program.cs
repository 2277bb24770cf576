using System.Globalization;
using VideoPipeline.Bench;

// usage: CONNECTION-STRING URL PROCESS-ID; see scripts/bench-api.sh
if (args is not [var storage, var url, var process])
{
    await Console.Error.WriteLineAsync("usage: VideoPipeline.Bench CONNECTION-STRING URL PROCESS-ID");
    return 2;
}

using var http = new HttpClient { BaseAddress = new Uri(url) };
var records = new SeededRecords(storage);
foreach (int count in (int[])[100, 1_000, 10_000])
{
    await records.FillToAsync(count);
    await Lists.MeasureAsync(http, count);
    await FirstPaint.MeasureAsync(http.BaseAddress, count);
}

await records.BeginAsync(20);
await Streams.MeasureAsync(new Uri(url), int.Parse(process, CultureInfo.InvariantCulture));
return 0;
