using VisionSystem.Logging.Requests;

namespace VisionSystem.Tests.Logging.Search;

public sealed class PageTokenTests
{
    private const ulong Search = 0x0123_4567_89AB_CDEF;

    private readonly Guid _place = Guid.CreateVersion7(Samples.Noon);

    [Fact]
    public void Reads_the_position_back()
    {
        Assert.True(PageToken.TryDecode(PageToken.Encode(_place, Search), Search, out var read));
        Assert.Equal(_place, read);
    }

    [Fact]
    public void Refuses_a_token_of_another_search_with_any_character_lost_or_of_a_format_of_the_future()
    {
        var token = PageToken.Encode(_place, Search);

        Assert.False(PageToken.TryDecode(token, Search + 1, out _));
        Assert.All(Enumerable.Range(0, token.Length), i => Assert.False(PageToken.TryDecode(token.Remove(i, 1), Search, out _)));
        Assert.False(PageToken.TryDecode("B" + token[1..], Search, out _));
        Assert.False(PageToken.TryDecode(token + token, Search, out _));
    }
}
