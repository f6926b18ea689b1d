using System.Collections.Immutable;

namespace Paywarden.Settings;

/// <summary>Reads reference, file and environment, checks everything and binds it. A text that does not parse has only its own faults,
/// because a lost brace would make faults of everything behind it.</summary>
public static class SettingsReader
{
    public static SettingsReading Read(SettingsInput input)
    {
        var broken = new List<HoconFault>();
        var values = Layers(input, broken, out var schema);
        if (broken.Count > 0)
        {
            return new(Sentences(broken, []), [], null, values, "") { SecretKeys = schema.Secrets };
        }

        var known = new HoconResolver(values, Variable(input), broken).Resolve();
        var faults = new List<SettingFault>();
        var warnings = new List<string>();
        var effective = SettingsTree.Effective(schema, schema.Check(known, faults));
        var findings = new SettingsFindings(effective, schema, input.Reference.Name, faults, warnings);
        SettingsSecrets.Read(findings, input.Files);
        var options = Bind(effective, input.MachineName, input.WorkingDirectory);
        SettingsRules.Check(options, findings);
        WalletFiles(options, findings, input.Files);
        var akka = Hocon.Render(new HoconValue.Map(default) { ["akka"] = effective["akka"] });
        return new(Sentences(broken, faults), [.. warnings], broken.Count + faults.Count > 0 ? null : options, effective, akka) { SecretKeys = schema.Secrets };
    }

    /// <summary>In the order of the lines, as one goes through the file to mend them.</summary>
    private static ImmutableArray<string> Sentences(IEnumerable<HoconFault> broken, IEnumerable<SettingFault> faults) =>
    [
        .. broken.Select(f => (f.Origin, Sentence: f.ToString())).Concat(faults.Select(f => (f.Origin, Sentence: f.ToString())))
            .OrderBy(f => f.Origin.File, StringComparer.Ordinal).ThenBy(f => f.Origin.Line).Select(f => f.Sentence).Distinct(),
    ];

    private static HoconValue.Map Layers(SettingsInput input, List<HoconFault> faults, out SettingsSchema schema)
    {
        HoconInclude include = (name, includer) =>
        {
            var path = Path.Combine(Path.GetDirectoryName(includer) ?? "", name);
            return input.Files(path).Text is { } text ? new(path, text) : null;
        };
        var reference = HoconReader.Document(input.Reference, include, faults);
        schema = new SettingsSchema(new HoconResolver(reference, Variable(input), faults).Resolve());
        var layers = (HoconValue.Map)HoconMerge.Over(SettingsTree.Concrete(reference), HoconReader.Document(input.File, include, faults));
        EnvironmentOverlay.Lay(layers, input.Environment, schema, faults);
        return layers;
    }

    /// <summary>No fault: once every daemon has its own copy, careful owners take the file away.</summary>
    private static void WalletFiles(PaywardenOptions options, SettingsFindings findings, SettingsFiles files)
    {
        foreach (var (name, wallet) in options.Wallets.Where(w => w.Value.WalletFile.Length > 0))
        {
            if (files(wallet.WalletFile) is { Text: null } missing)
            {
                findings.Warn(["paywarden", "wallets", name, "wallet-file"], $"{wallet.WalletFile} cannot be read ({missing.Why}): a daemon that has no copy of it yet cannot start");
            }
        }
    }

    private static Func<string, string?> Variable(SettingsInput input) => name => input.Environment.GetValueOrDefault(name);

    /// <param name="values">As in <see cref="SettingsReading.Values"/>.</param>
    public static PaywardenOptions Bind(HoconValue.Map values, string machineName, string workingDirectory)
    {
        var options = SettingsBinder.Bind<PaywardenOptions>((HoconValue.Map)values["paywarden"]!);
        options.Node.Name = options.Node.Name.Length > 0 ? options.Node.Name : NameOf(machineName);
        options.Node.DataDir = Absolute(options.Node.DataDir);
        foreach (var wallet in options.Wallets.Values)
        {
            wallet.WalletFile = Absolute(wallet.WalletFile);
            wallet.WalletPasswordFile = Absolute(wallet.WalletPasswordFile);
        }

        return options;

        string Absolute(string path) => path.Length == 0 ? path : Path.GetFullPath(path, workingDirectory);
    }

    /// <summary>A machine may be called "Shop_1.example.org"; the node's name is then "shop-1".</summary>
    private static string NameOf(string machine)
    {
        var name = string.Concat(machine.Split('.')[0].ToLowerInvariant().Take(40).Select(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? c : '-'));
        return name.Length > 0 ? name : "node";
    }
}
