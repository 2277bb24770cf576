using System.Text.Json.Serialization;

namespace VideoPipeline.Voice;

/// <summary>The narrator's voice. The numbers are those that the original ran with.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NarratorGender>))]
public enum NarratorGender
{
    /// <summary>A woman's voice.</summary>
    Female = 0,

    /// <summary>A man's voice.</summary>
    Male = 1,
}
