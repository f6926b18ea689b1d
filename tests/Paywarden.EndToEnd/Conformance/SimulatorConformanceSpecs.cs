using Paywarden.Harness;
using Xunit.Abstractions;

namespace Paywarden.Conformance;

/// <summary>Every fact of the real daemons that a socket or a process can show, held against the Simulator: what passes against it
/// should pass against them.</summary>
[Collection(Alone.Name)]
public sealed class SimulatorConformanceSpecs(SimulatorConformanceSpecs.Rehearsal rehearsal, ITestOutputHelper output)
    : IClassFixture<SimulatorConformanceSpecs.Rehearsal>
{
    public static TheoryData<FactRow> Facts => FactTable.For(Subject.Simulator);

    [Theory]
    [MemberData(nameof(Facts))]
    public Task Simulator(FactRow fact) => Scene.PlayAsync(output, scene => FactPlay.PlayAsync(fact, scene, new SimulatorSubject(scene), rehearsal.Shared));

    public sealed class Rehearsal : IAsyncLifetime
    {
        private readonly HeldScene _scene = new();

        internal Seat Shared { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            var scene = await _scene.OpenAsync();
            Shared = await FactPlay.WakeAsync(scene, new SimulatorSubject(scene));
        }

        public Task DisposeAsync()
        {
            Shared?.Dispose();
            return _scene.CloseAsync();
        }
    }
}
