using VisionSystem.Logging.Predictions;

namespace VisionSystem.Tests.Logging.Predictions;

public sealed class PageTokenTests
{
    [Fact]
    public void Reads_back_the_place_to_the_tick()
    {
        var place = new PagePlace(Samples.Noon.AddTicks(1_234_567), Guid.CreateVersion7(Samples.Noon));

        Assert.True(PageToken.TryDecode(PageToken.Encode(place), out var read));
        Assert.Equal(place, read);
    }

    [Fact]
    public void Refuses_a_token_with_any_character_lost_or_a_format_of_the_future()
    {
        var token = PageToken.Encode(new PagePlace(Samples.Noon, Guid.CreateVersion7(Samples.Noon)));

        Assert.All(Enumerable.Range(0, token.Length), i => Assert.False(PageToken.TryDecode(token.Remove(i, 1), out _)));
        Assert.False(PageToken.TryDecode("Ag" + token[2..], out _));
        Assert.False(PageToken.TryDecode(token + token, out _));
    }
}
