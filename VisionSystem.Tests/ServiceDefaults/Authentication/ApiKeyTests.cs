using VisionSystem.ServiceDefaults.Authentication;

namespace VisionSystem.Tests.ServiceDefaults.Authentication;

public sealed class ApiKeyTests
{
    [Fact]
    public void A_key_has_prefix_environment_id_secret_and_checksum()
    {
        var key = ApiKey.Create("test");
        Assert.Matches(@"\Avs_test_[0-9A-Za-z]{12}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}\z", key.Text);
        Assert.True(ApiKey.TryReadId(key.Text, out var id));
        Assert.Equal(key.Id, id.ToString());
    }

    [Fact]
    public void Two_keys_differ_in_id_and_secret()
    {
        var (one, other) = (ApiKey.Create(), ApiKey.Create());
        Assert.NotEqual(one.Id, other.Id);
        Assert.NotEqual(one.Text[20..52], other.Text[20..52]);
    }

    [Fact]
    public void Every_mistyped_character_breaks_the_checksum()
    {
        var key = ApiKey.Create().Text;
        for (var index = 0; index < key.Length; index++)
        {
            var mistyped = key[..index] + (key[index] == 'x' ? 'y' : 'x') + key[(index + 1)..];
            Assert.False(ApiKey.TryReadId(mistyped, out _), $"character {index}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("vs_")]
    [InlineData("vs_live_")]
    [InlineData("vs_live_0123456789ab_0123456789abcdef0123456789abcdef_")]
    [InlineData("vs__0123456789ab_0123456789abcdef0123456789abcdef_000000")]
    [InlineData("sk_live_0123456789ab_0123456789abcdef0123456789abcdef_000000")]
    [InlineData("vs_live_0123456789äb_0123456789abcdef0123456789abcdef_000000")]
    public void What_is_no_key_has_no_id(string text) => Assert.False(ApiKey.TryReadId(text, out _));

    [Fact]
    public void A_key_prints_without_its_secret()
    {
        var key = ApiKey.Create();
        Assert.DoesNotContain(key.Text[21..53], key.ToString(), StringComparison.Ordinal);
        Assert.Contains(key.Id, key.ToString(), StringComparison.Ordinal);
    }
}
