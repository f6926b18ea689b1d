using Paywarden.Harness;

namespace Paywarden.Breakage;

/// <summary>Three simulated daemons.</summary>
public sealed class RiggedSimulator : RiggedNode
{
    internal override async Task<RiggedWallet> MakeAsync(Scene scene, string dataFolder)
    {
        var password = Guid.NewGuid().ToString("N");
        var passwordFile = Path.Combine(scene.Folder, "new-password");
        var wallet = Path.Combine(scene.Folder, "store.wallet");
        await File.WriteAllTextAsync(passwordFile, password);
        await ChildProcess.RunAsync(
            Rigging.Simulator, ["create", "-w", wallet, "--seed", "breakage", "--password-file", passwordFile], scene.Folder, TimeSpan.FromSeconds(30));
        return new RiggedWallet(Rigging.Simulator, wallet, password, "dialect = simulator");
    }
}
