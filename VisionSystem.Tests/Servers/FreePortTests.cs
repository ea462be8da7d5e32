using VisionSystem.Bench.Servers;

namespace VisionSystem.Tests.Servers;

public sealed class FreePortTests
{
    [Fact]
    public void Reserves_a_port_only_once_before_its_server_listens() => Assert.False(FreePort.TryReserve(FreePort.Take()));
}
