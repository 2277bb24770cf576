using System.Globalization;
using VideoPipeline.Exporter.Bench;

// usage: PICTURES [SECONDS [ROUNDS]]; see scripts/bench-render.sh
if (args.Length is < 1 or > 3)
{
    await Console.Error.WriteLineAsync("usage: VideoPipeline.Exporter.Bench PICTURES [SECONDS [ROUNDS]]");
    return 2;
}

int seconds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40;
int rounds = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 3;
using var scene = await BenchDraft.CreateAsync(args[0], seconds);
await new RenderBench(scene).RunAsync(rounds);
return 0;
