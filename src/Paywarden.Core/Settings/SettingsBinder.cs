using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;
using Paywarden.Kernel;

namespace Paywarden.Settings;

/// <summary>Normalised values to option classes: key "data-dir" to property DataDir. Our own, because .NET's binder knows no Secret,
/// would need the values as strings beside their positions, and the command line checks a file without it.</summary>
internal static class SettingsBinder
{
    public static T Bind<T>(HoconValue.Map values)
        where T : new() => (T)Bound(typeof(T), values);

    /// <summary>"DataDir" to "data-dir".</summary>
    public static string KeyOf(string property)
    {
        var key = new StringBuilder();
        foreach (var c in property)
        {
            key.Append(char.IsUpper(c) && key.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        return key.ToString();
    }

    private static object Bound(Type type, HoconValue value) => value switch
    {
        HoconValue.Text text => Leaf(type, text.Value),
        HoconValue.List list => List(type, list),
        HoconValue.Map map when typeof(IDictionary).IsAssignableFrom(type) => Dictionary(type, map),
        HoconValue.Map map => Class(type, map),
        _ => throw new InvalidOperationException($"A {value.GetType().Name} is left after resolving."),
    };

    private static object Leaf(Type type, string text) =>
        type == typeof(Secret) ? (text.Length == 0 ? Secret.None : new Secret(text))
        : type == typeof(TimeSpan) ? TimeSpan.ParseExact(text, "c", CultureInfo.InvariantCulture)
        : Convert.ChangeType(text, type, CultureInfo.InvariantCulture);

    private static IList List(Type type, HoconValue.List list)
    {
        var bound = (IList)Activator.CreateInstance(type)!;
        foreach (var item in list.Items)
        {
            bound.Add(Bound(type.GetGenericArguments()[0], item));
        }

        return bound;
    }

    private static IDictionary Dictionary(Type type, HoconValue.Map map)
    {
        var bound = (IDictionary)Activator.CreateInstance(type)!;
        foreach (var (name, value) in map.Members)
        {
            bound.Add(name, Bound(type.GetGenericArguments()[1], value));
        }

        return bound;
    }

    private static object Class(Type type, HoconValue.Map map)
    {
        var bound = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (map[KeyOf(property.Name)] is { } value)
            {
                property.SetValue(bound, Bound(property.PropertyType, value));
            }
        }

        return bound;
    }
}
