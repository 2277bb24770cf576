namespace FunctionsSelfHost.Engine.Entities;

/// <summary>The app has no entity function of that name.</summary>
internal sealed class EntityFunctionNotFoundException(string message) : Exception(message);
