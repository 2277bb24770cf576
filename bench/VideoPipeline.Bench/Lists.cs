using System.Diagnostics;

namespace VideoPipeline.Bench;

/// <summary>How long lists take.</summary>
internal static class Lists
{
    private const int PageSize = 20;
    private const int Times = 11;

    /// <summary>Measures the pages of a list of so many runs.</summary>
    public static async Task MeasureAsync(HttpClient http, int count)
    {
        (string What, string Address)[] pages =
        [
            ("first page", $"api/pipeline/tasks?page=1&page_size={PageSize}"),
            ("last page", $"api/pipeline/tasks?page={count / PageSize}&page_size={PageSize}"),
            ("first page of a creator", $"api/pipeline/tasks?page=1&page_size={PageSize}&creator_id=creator-7"),
        ];
        foreach ((string what, string address) in pages)
        {
            var times = new List<double>();
            for (int i = 0; i < Times; i++)
            {
                long start = Stopwatch.GetTimestamp();
                await http.GetStringAsync(new Uri(address, UriKind.Relative));
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            times.Sort();
            Figure.Print($"{what} of {count} runs = {times[Times / 2]:F0} ms (median of {Times}; slowest {times[^1]:F0} ms)");
        }
    }
}
