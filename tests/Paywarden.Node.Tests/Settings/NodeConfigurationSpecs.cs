using Microsoft.Extensions.Configuration;

namespace Paywarden.Settings;

public sealed class NodeConfigurationSpecs : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("paywarden-settings-").FullName;
    private readonly Dictionary<string, string> _environment = new() { ["PAYWARDEN_RPC_PASSWORD"] = "correct horse" };

    [Fact]
    public void Without_a_file_the_shipped_standalone_configuration_is_taken()
    {
        var good = Assert.IsType<ConfigurationLoad.Good>(NodeConfiguration.Load(null, _environment));

        Assert.EndsWith("hocon/standalone.conf", good.File, StringComparison.Ordinal);
        Assert.Equal(["store"], good.Options.Wallets.Keys);
    }

    [Fact]
    public void NET_reads_the_values_in_force_by_plain_property_names_and_finds_no_secret()
    {
        var good = Assert.IsType<ConfigurationLoad.Good>(Load("""
            paywarden {
              rpc.users.my-shop { password = "s3cr3t" }
              wallets.my-store { dialect = simulator, methods { get_x-y = read } }
              log.level = debug
            }
            """));
        var configuration = good.Configuration;

        Assert.Equal("00:00:10", configuration["paywarden:rpc:headertimeout"]);
        Assert.Equal("1048576", configuration["paywarden:rpc:maxbody"]);
        Assert.Equal("read", configuration["paywarden:wallets:my-store:methods:get_x-y"]);
        Assert.Equal("read", configuration["paywarden:rpc:users:my-shop:allow:0"]);
        Assert.Equal("Debug", configuration["Serilog:MinimumLevel:Default"]);
        Assert.DoesNotContain(configuration.AsEnumerable(), v => v.Value == "s3cr3t");
    }

    [Fact]
    public void A_missing_file_is_said_in_one_sentence()
    {
        var load = NodeConfiguration.Load("/nowhere/my.conf", _environment);

        Assert.Equal("/nowhere/my.conf cannot be read: no such file", Assert.Single(Assert.IsType<ConfigurationLoad.Broken>(load).Faults));
    }

    [Fact]
    public void Includes_lie_beside_the_file_and_secrets_are_read_without_their_newline()
    {
        File.WriteAllText(Path.Combine(_folder, "secret"), "s3cr3t\n");
        File.SetUnixFileMode(Path.Combine(_folder, "secret"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        File.WriteAllText(Path.Combine(_folder, "users.conf"), $"paywarden.rpc.users.shop.password-file = \"{_folder}/secret\"");

        var good = Assert.IsType<ConfigurationLoad.Good>(Load("include \"users.conf\"\npaywarden.wallets.store.dialect = simulator"));

        Assert.Equal("s3cr3t", good.Options.Rpc.Users["shop"].Password.Reveal());
        Assert.Contains("every user of this machine can read", Assert.Single(good.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void The_check_prints_every_fault_and_says_78()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        var code = CheckCommand.Run(Load("paywarden {\n rpc.max-batch = x\n log.level = loud\n}"), output, error);

        Assert.Equal(78, code);
        Assert.Equal("", output.ToString());
        Assert.Equal(
            [$"{_folder}/my.conf:2 paywarden.rpc.max-batch = x: must be a whole number",
             $"{_folder}/my.conf:3 paywarden.log.level = loud: must be verbose, debug, information, warning, error or fatal"],
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_check_of_a_good_file_says_0()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        Assert.Equal(0, CheckCommand.Run(Load("paywarden.wallets.store { dialect = simulator, call.deadline = 40s }"), output, error));
        Assert.Contains("is good", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("warning: ", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_name_the_file_and_the_check()
    {
        Assert.Equal(new NodeArguments("a.conf", true), NodeArguments.Parse(["--config", "a.conf", "--check"]));
        Assert.Equal(new NodeArguments("a.conf", false), NodeArguments.Parse(["--config=a.conf"]));
        Assert.Equal(new NodeArguments(null, false), NodeArguments.Parse([]));
        Assert.NotNull(NodeArguments.Parse(["--config"]).Fault);
        Assert.NotNull(NodeArguments.Parse(["--chek"]).Fault);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ConfigurationLoad Load(string text)
    {
        var file = Path.Combine(_folder, "my.conf");
        File.WriteAllText(file, text);
        return NodeConfiguration.Load(file, _environment);
    }
}
