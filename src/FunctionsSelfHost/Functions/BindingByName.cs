using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace FunctionsSelfHost.Functions;

/// <summary>Binds a parameter to what its trigger tells under the parameter's name: a route's value, or a fact about a message.</summary>
internal static class BindingByName
{
    /// <summary>The value; when there is none, the parameter's default, or null where the type allows it.</summary>
    /// <exception cref="InvalidOperationException">There is no value and the parameter needs one.</exception>
    public static object? Bind(ParameterInfo parameter, IReadOnlyDictionary<string, object?> data)
    {
        if (data.TryGetValue(parameter.Name!, out object? value) && value is not null)
        {
            return Convert(value, parameter.ParameterType);
        }

        if (parameter.HasDefaultValue)
        {
            return parameter.DefaultValue;
        }

        return !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null
            ? null
            : throw new InvalidOperationException($"The trigger has no value for the parameter '{parameter.Name}'.");
    }

    private static object? Convert(object value, Type type) => type.IsInstanceOfType(value)
        ? value
        : TypeDescriptor.GetConverter(type).ConvertFromInvariantString(System.Convert.ToString(value, CultureInfo.InvariantCulture)!);
}
