using VideoPipeline.Cli;

return await new VpApplication(
        Terminal.OfProcess(), TimeProvider.System, Environment.GetEnvironmentVariable("VIDEOPIPELINE_URL"), Environment.GetEnvironmentVariable("VIDEOPIPELINE_KEY"))
    .RunAsync(args, CancellationToken.None);
