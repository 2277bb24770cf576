namespace VideoPipeline.Drafts;

/// <summary>The names inside a draft's folder.</summary>
public static class DraftFiles
{
    /// <summary>The timeline.</summary>
    public const string Content = "draft_content.json";

    /// <summary>The index card; without it JianYing does not list the draft.</summary>
    public const string Meta = "draft_meta_info.json";

    /// <summary>The folder of pictures and sounds.</summary>
    public const string Materials = "materials";

    // JianYing puts the draft's own folder in place of this; the UUID is the same in every draft
    private const string FolderPlaceholder = "##_draftpath_placeholder_0E685133-18CE-45ED-8CB8-2904A212EC80_##";

    /// <summary>How a draft names a file in its own folder of materials, so that it works on any machine.</summary>
    public static string PathOf(string fileName) => $"{FolderPlaceholder}/{Materials}/{fileName}";

    /// <summary>The path inside the draft's folder, with <c>/</c>, that a draft names; null when it names a place outside.</summary>
    public static string? RelativePath(string path)
    {
        string normal = path.Replace('\\', '/');
        return normal.StartsWith(FolderPlaceholder + "/", StringComparison.Ordinal) ? normal[(FolderPlaceholder.Length + 1)..] : null;
    }
}
