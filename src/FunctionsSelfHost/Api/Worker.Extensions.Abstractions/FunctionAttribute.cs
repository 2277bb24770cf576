namespace Microsoft.Azure.Functions.Worker;

/// <summary>Makes a public method a function. Names are unique in an app, ignoring case, and so are a class's names of public methods.</summary>
/// <param name="name">The function's name.</param>
[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    /// <summary>The function's name.</summary>
    public string Name { get; } = name;
}
