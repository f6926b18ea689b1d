using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>The same table held against Debian's electrum, where a row applies to it or names what it does instead.</summary>
[Collection(Alone.Name)]
[Trait("Needs", "electrum")]
public sealed class ElectrumConformanceSpecs(ElectrumConformanceSpecs.Laboratory laboratory, ITestOutputHelper output)
    : IClassFixture<ElectrumConformanceSpecs.Laboratory>
{
    private const long OneCoin = 100_000_000;

    public static TheoryData<FactRow> Facts => new(FactTable.For(Subject.Electrum));

    [Theory]
    [MemberData(nameof(Facts))]
    public Task Electrum(FactRow fact) => Scene.PlayAsync(output, scene => FactPlay.PlayAsync(fact, scene, laboratory.Subject, laboratory.Shared));

    public sealed class Laboratory : IAsyncLifetime
    {
        private readonly Scene _scene = Scene.Open();

        internal Subject Subject { get; private set; } = null!;

        internal Seat Shared { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var lab = await ElectrumLab.StartAsync(_scene);
            Subject = new ElectrumSubject(lab);
            Shared = await FactPlay.WakeAsync(_scene, Subject);
            await lab.FundAsync(await FirstAddressAsync(), OneCoin);

            // It makes no new address behind a used one before that one's payment has a few blocks on it.
            await lab.MineAsync(6);
        }

        public async Task DisposeAsync()
        {
            Shared?.Dispose();
            await _scene.EndAsync();
            _scene.Clear();
        }

        private async Task<string> FirstAddressAsync()
        {
            using var client = new RpcClient(Shared.Port, Shared.User, Shared.Password);
            return (await client.CallAsync("getunusedaddress")).GetString()!;
        }
    }
}
