namespace Paywarden.Kernel;

/// <summary>The command line, as Electron Cash has it where it is used, and what only a rehearsal has (seed, faults).</summary>
internal sealed class Arguments
{
    public Network Network { get; private set; } = Network.Mainnet;

    /// <summary>-D; absolute.</summary>
    public string DataDirectory { get; private set; } = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? ".", ".electron-cash");

    /// <summary>daemon, create, restore, mine, fund or help.</summary>
    public string Command { get; private set; } = "";

    /// <summary>The second word. Of daemon: start, stop, status, load_wallet…; empty: the foreground form.</summary>
    public string Subcommand { get; private set; } = "";

    /// <summary>A third word, where a command has one.</summary>
    public string Detail { get; private set; } = "";

    /// <summary>-w; absolute; empty: the default wallet.</summary>
    public string WalletPath { get; private set; } = "";

    public string Seed { get; private set; } = "";

    /// <summary>Holds the wallet's password ("-": standard input); there is no way to give one in the arguments, where every user of the host sees it.</summary>
    public string PasswordFile { get; private set; } = "";

    /// <summary>How many receiving addresses of a created wallet hold money.</summary>
    public int Funded { get; private set; } = Wallets.Wallet.UsuallyFunded;

    /// <summary>-o: without a server.</summary>
    public bool Offline { get; private set; }

    /// <summary>The folder of the chain that several daemons share; absolute; empty: as the configuration says.</summary>
    public string Chain { get; private set; } = "";

    /// <summary>Seconds from block to block; null: as the configuration says.</summary>
    public int? MineEvery { get; private set; }

    public bool WatchOnly { get; private set; }

    public List<string> Faults { get; } = [];

    /// <summary>Set by `daemon start` for its child: the parent has taken the lock already, as before a fork.</summary>
    public bool LockHeld { get; private set; }

    /// <returns>Null and a sentence when the line makes no sense.</returns>
    public static Arguments? Parse(string[] line, out string why)
    {
        var read = new Arguments();
        for (var i = 0; i < line.Length; i++)
        {
            switch (line[i])
            {
                case "--regtest": read.Network = Network.Regtest; break;
                case "--testnet": read.Network = Network.Testnet; break;
                case "--lock-held": read.LockHeld = true; break;
                case "--watch-only": read.WatchOnly = true; break;
                case "-o" or "--offline": read.Offline = true; break;
                case "-D" or "--dir" or "-w" or "--wallet" or "--seed" or "--password-file" or "--fault" or "--funded" or "--chain" or "--mine-every" when i + 1 == line.Length:
                    why = $"{line[i]} needs a value.";
                    return null;
                case "-D" or "--dir": read.DataDirectory = Path.GetFullPath(line[++i]); break;
                case "-w" or "--wallet": read.WalletPath = Path.GetFullPath(line[++i]); break;
                case "--seed": read.Seed = line[++i]; break;
                case "--chain": read.Chain = Path.GetFullPath(line[++i]); break;
                case "--mine-every":
                    if (!int.TryParse(line[++i], out var seconds) || seconds is < 0 or > 86_400)
                    {
                        why = "--mine-every takes seconds from 0 (never) to 86400.";
                        return null;
                    }

                    read.MineEvery = seconds;
                    break;
                case "--password-file": read.PasswordFile = line[++i]; break;
                case "--fault": read.Faults.Add(line[++i]); break;
                case "--funded":
                    if (!int.TryParse(line[++i], out var funded) || funded is < 0 or > 1000)
                    {
                        why = "--funded takes a number of addresses from 0 to 1000.";
                        return null;
                    }

                    read.Funded = funded;
                    break;
                case "-" when read.Command == "restore" && read.Subcommand.Length == 0: read.Subcommand = Console.In.ReadToEnd().Trim(); break;
                case var word when word.StartsWith('-'):
                    why = $"Unknown option {word}.";
                    return null;
                case var word when read.Command.Length == 0: read.Command = word; break;
                case var word when read.Subcommand.Length == 0: read.Subcommand = word; break;
                case var word when read.Command == "fund" && read.Detail.Length == 0: read.Detail = word; break;
                case var word:
                    why = $"Unexpected argument {word}.";
                    return null;
            }
        }

        why = "";
        return read;
    }
}
