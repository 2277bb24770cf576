namespace Microsoft.Azure.Functions.Worker;

/// <summary>Which key a request needs.</summary>
public enum AuthorizationLevel
{
    /// <summary>None.</summary>
    Anonymous = 0,

    /// <summary>A signed-in user. This host knows no users: as Function.</summary>
    User = 1,

    /// <summary>The function's key or a host key.</summary>
    Function = 2,

    /// <summary>A system key.</summary>
    System = 3,

    /// <summary>The master key.</summary>
    Admin = 4,
}
