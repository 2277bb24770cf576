using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using VideoPipeline.Artifacts;
using VideoPipeline.Reports;
using VideoPipeline.Voice;

namespace VideoPipeline.Drafts;

/// <summary>Registers the draft stage.</summary>
public static class DraftServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="DraftStage"/> and <see cref="Gallery"/> with <see cref="DraftOptions"/> of the section <c>Drafts</c>. Expects the blob service,
    /// the <see cref="ArtifactStore"/>, the <see cref="TimeProvider"/> and logging.
    /// </summary>
    public static IServiceCollection AddDrafts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DraftOptions>()
            .Bind(configuration.GetSection("Drafts"))
            .PostConfigure(options => options.DraftsRoot = options.DraftsRoot.Length > 0 ? options.DraftsRoot : configuration["DRAFT_LOCAL_DIR"] ?? "")
            .Validate(
                options => new DraftCanvas(options.CanvasWidth, options.CanvasHeight).IsValid,
                "Drafts:CanvasWidth and Drafts:CanvasHeight must be even.")
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<DraftOptions>, DraftOptionsValidator>();
        services.TryAddSingleton<Gallery>();
        services.TryAddSingleton<GalleryCatalog>();
        services.TryAddSingleton<DraftPictureFiles>();
        services.TryAddSingleton(provider => new FontFinder(provider.GetRequiredService<IOptions<DraftOptions>>().Value.FontFile));
        services.TryAddSingleton<TitleCardPainter>();
        services.TryAddSingleton<DraftPictures>();
        services.AddCallMeter();
        services.TryAddSingleton<RunJournal>();
        services.TryAddSingleton<Ffmpeg>();
        services.TryAddSingleton<SoundMeter>();
        services.TryAddSingleton<DraftMusic>();
        services.TryAddSingleton(provider => new DraftStage(
            provider.GetRequiredService<ArtifactStore>(),
            provider.GetRequiredService<DraftPictures>(),
            provider.GetRequiredService<DraftMusic>(),
            provider.GetRequiredService<WorkFolders>(),
            provider.GetRequiredService<IOptions<DraftOptions>>(),
            provider.GetRequiredService<ILogger<DraftStage>>()));
        return services;
    }
}
