namespace VideoPipeline.Drafts;

/// <summary>What a title card says.</summary>
/// <param name="Number">The chapter's number, from 1; 0 for a story without chapters.</param>
/// <param name="Chapter">The chapter's title.</param>
/// <param name="Story">The story's title.</param>
/// <param name="Language"><c>en</c> or <c>zh</c>.</param>
internal sealed record TitleCard(int Number, string Chapter, string Story, string Language);
