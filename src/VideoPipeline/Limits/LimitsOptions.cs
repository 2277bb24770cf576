using System.ComponentModel.DataAnnotations;

namespace VideoPipeline.Limits;

/// <summary>
/// The limits of all providers. Section <c>Limits</c>: first the kind (<c>llm</c>, <c>tts</c>), then the provider's name. A resource is
/// named <c>{kind}:{provider}</c>, as its section is: <c>llm:openai</c>, <c>tts:easyvoice</c>.
/// </summary>
public sealed class LimitsOptions : Dictionary<string, Dictionary<string, ResourceLimits>>, IValidatableObject
{
    private static readonly ResourceLimits None = new();

    /// <summary>No limits.</summary>
    public LimitsOptions()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    /// <summary>The limits of a resource, whatever the case of its name; without settings it has none.</summary>
    public ResourceLimits Of(string resource)
    {
        // the inner dictionaries are the configuration binder's and mind capitals, which names of settings do not
        string[] name = resource.Split(':', 2);
        return name.Length == 2 && TryGetValue(name[0], out Dictionary<string, ResourceLimits>? kind)
            ? kind.FirstOrDefault(p => string.Equals(p.Key, name[1], StringComparison.OrdinalIgnoreCase)).Value ?? None
            : None;
    }

    /// <summary>The resource, when the number of its requests that are under way is limited.</summary>
    public string? SlotsOf(string? resource) => resource is not null && Of(resource).Concurrency is not null ? resource : null;

    /// <summary>The resource, when its requests over time are limited.</summary>
    public string? RequestsOf(string? resource) => resource is not null && Of(resource).Requests is not null ? resource : null;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach ((string resource, ResourceLimits limits) in this.SelectMany(k => k.Value.Select(p => ($"{k.Key}:{p.Key}", p.Value))))
        {
            var errors = new List<ValidationResult>();
            Validator.TryValidateObject(limits, new ValidationContext(limits), errors, validateAllProperties: true);
            foreach (ValidationResult error in errors)
            {
                yield return new ValidationResult($"Limits:{resource}: {error.ErrorMessage}", error.MemberNames);
            }

            if (limits.Requests is { } requests && limits.Burst > requests)
            {
                yield return new ValidationResult($"Limits:{resource}: Burst ({limits.Burst}) must not be above Requests ({requests}).", [nameof(limits.Burst)]);
            }
        }
    }
}
