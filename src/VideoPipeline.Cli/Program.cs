using VideoPipeline.Cli;

return await new VpApplication(Terminal.OfProcess(), TimeProvider.System, Environment.GetEnvironmentVariable("VIDEOPIPELINE_URL"))
    .RunAsync(args, CancellationToken.None);
