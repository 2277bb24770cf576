namespace VideoPipeline.Drafts;

/// <summary>Something that segments refer to by its ID: a file, a text, or a setting that JianYing keeps beside them.</summary>
/// <param name="Id">Unique within the draft; opaque.</param>
public abstract record Material(string Id);
