using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Paywarden.Settings;

/// <summary>The values in force as the one source of IConfiguration, for the parts of .NET that read it (Serilog, ASP.NET). Dashes are
/// taken out of keys, so that plain property names bind; names of the operator's choosing stay. Secrets are left out: whoever dumps
/// the configuration finds none.</summary>
internal sealed class HoconConfiguration(HoconValue.Map values, ImmutableHashSet<string> secretKeys) : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Maps whose keys are names.</summary>
    private static readonly ImmutableHashSet<string> Named = ["labels", "users", "wallets", "methods"];

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        Add("", values["paywarden"]!, "paywarden", named: false);
        Data["Serilog:MinimumLevel:Default"] = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(Data["paywarden:log:level"]!);
    }

    private void Add(string at, HoconValue value, string key, bool named)
    {
        var path = at + (named ? key : key.Replace("-", "", StringComparison.Ordinal));
        switch (value)
        {
            case HoconValue.Text text when !secretKeys.Contains(key):
                Data[path] = text.Value;
                break;
            case HoconValue.List list:
                foreach (var (index, item) in list.Items.Index())
                {
                    Add(path + ":", item, index.ToString(CultureInfo.InvariantCulture), named: true);
                }

                break;
            case HoconValue.Map map:
                foreach (var (name, member) in map.Members)
                {
                    Add(path + ":", member, name, !named && Named.Contains(key));
                }

                break;
        }
    }
}
