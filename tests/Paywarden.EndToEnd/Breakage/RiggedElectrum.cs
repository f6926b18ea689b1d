using Paywarden.Harness;

namespace Paywarden.Breakage;

/// <summary>Three of Debian's electrum with a server of their own; the third on a small disk.</summary>
public sealed class RiggedElectrum : RiggedNode
{
    internal SmallDisk Disk { get; private set; } = null!;

    internal override async Task<RiggedWallet> MakeAsync(Scene scene, string dataFolder)
    {
        var lab = await ElectrumLab.StartAsync(scene);
        Disk = await SmallDisk.MountAsync(scene, Path.Combine(dataFolder, "daemons", "store-2"));
        return new RiggedWallet("/usr/bin/electrum", lab.WalletFile, lab.Password, $$"""
            dialect = electrum
            network = regtest
            servers = ["127.0.0.1:{{BrokenWorld.Text(lab.Port)}}:t"]
            start { ready-within = 4s }
            """);
    }
}
