using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class VersionOrderTests
{
    [Theory]
    [InlineData("1", "2", "10")]
    [InlineData("1.9.0", "1.10.0-rc.1", "1.10.0", "1.11")]
    [InlineData("1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0")]
    [InlineData("v1.2", "1.3", "v2")]
    [InlineData("2.0.0rc1", "2.0.0", "2.0.0.post1", "2.0.1.dev0", "2.0.1")]
    [InlineData("2024-09-30", "2024-10-01", "2025-01-01")]
    [InlineData("backup", "latest", "0.1")]
    [InlineData("99999999999999999998", "99999999999999999999", "100000000000000000000")]
    public void Orders_versions_numerically(params string[] ascending)
    {
        var shuffled = ascending.Reverse().ToArray();
        Assert.Equal(ascending, shuffled.Order(VersionOrder.Instance));
    }

    [Fact]
    public void Different_texts_of_one_version_have_one_order()
    {
        string[] texts = ["1.0.0", "1", "1.0+build7", "v1"];
        Assert.Equal(texts.Order(VersionOrder.Instance), texts.Reverse().Order(VersionOrder.Instance));
    }
}
