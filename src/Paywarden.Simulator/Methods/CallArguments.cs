using System.Globalization;
using System.Text.Json;
using Paywarden.JsonRpc;

namespace Paywarden.Methods;

/// <summary>The arguments of one call, bound to parameters as Python binds them, complaints included.</summary>
internal sealed class CallArguments
{
    private readonly Dictionary<string, JsonElement> _values = [];

    private CallArguments(Method method) => Method = method;

    public Method Method { get; }

    public JsonElement? this[string name] =>
        _values.TryGetValue(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static CallArguments Bind(Method method, JsonElement given)
    {
        var names = method.Parameters.Select(p => p.TrimEnd('?')).ToArray();
        var bound = new CallArguments(method);
        if (given.ValueKind == JsonValueKind.Array)
        {
            if (given.GetArrayLength() > names.Length)
            {
                throw RpcFault.BadParameters($"{method.PythonName}() takes {Most(method)} but {given.GetArrayLength() + 1} were given");
            }

            var at = 0;
            foreach (var value in given.EnumerateArray())
            {
                bound._values[names[at++]] = value;
            }
        }
        else if (given.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in given.EnumerateObject())
            {
                bound._values[property.Name] = names.Contains(property.Name)
                    ? property.Value
                    : throw RpcFault.BadParameters($"{method.PythonName}() got an unexpected keyword argument '{property.Name}'");
            }
        }

        var missing = method.Parameters.Where(p => !p.EndsWith('?') && !bound._values.ContainsKey(p)).ToArray();
        return missing.Length == 0
            ? bound
            : throw RpcFault.BadParameters(
                $"{method.PythonName}() missing {missing.Length} required positional argument{(missing.Length == 1 ? "" : "s")}: "
                + string.Join(" and ", missing.Select(m => $"'{m}'")));
    }

    // Python counts the object that the method belongs to.
    private static string Most(Method method)
    {
        var most = method.Parameters.Length + 1;
        var least = method.Parameters.Count(p => !p.EndsWith('?')) + 1;
        return least < most ? $"from {least} to {most} positional arguments" : $"{most} positional argument{(most == 1 ? "" : "s")}";
    }

    /// <summary>The argument as text; a number as it was written.</summary>
    public string? Text(string name) => this[name] is not { } value
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();

    public string Required(string name) => Text(name) ?? throw RpcFault.Python("AttributeError", "'NoneType' object has no attribute 'split'", Method.Name);

    /// <summary>True for what Python takes for true.</summary>
    public bool Flag(string name) => this[name] is { } value && value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => value.GetString()!.Length > 0,
        JsonValueKind.Number => value.GetDouble() != 0,
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.GetPropertyCount() > 0,
        _ => false,
    };

    public long? Whole(string name) => Text(name) is not { } text
        ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? (long)number
            : throw RpcFault.Python("ValueError", $"invalid literal for int() with base 10: '{text}'", Method.Name);
}
