using System.Globalization;

namespace Paywarden.Measuring;

internal static class Arguments
{
    /// <summary>The number after --NAME.</summary>
    public static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, $"--{name}");
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }
}
