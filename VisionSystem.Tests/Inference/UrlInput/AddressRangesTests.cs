using System.Net;
using VisionSystem.Inference.UrlInput;

namespace VisionSystem.Tests.Inference.UrlInput;

public sealed class AddressRangesTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("93.184.216.34")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    public void Is_public(string address) => Assert.True(AddressRanges.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("100.100.100.200")]
    [InlineData("192.0.0.192")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("198.18.0.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.250")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::a9fe:a9fe")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:db8::1")]
    [InlineData("3fff::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    public void Is_neither_public_nor_private(string address) =>
        Assert.Equal((false, false), (AddressRanges.IsPublic(IPAddress.Parse(address)), AddressRanges.IsPrivate(IPAddress.Parse(address))));

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.20")]
    [InlineData("100.64.0.1")]
    [InlineData("fd12:3456::7")]
    [InlineData("fc00::1")]
    public void Is_private(string address) =>
        Assert.Equal((false, true), (AddressRanges.IsPublic(IPAddress.Parse(address)), AddressRanges.IsPrivate(IPAddress.Parse(address))));

    [Theory]
    [InlineData("images.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("camera.lan:8080", true)]
    [InlineData("192.168.1.20", true)]
    [InlineData("192.168.1.20:8080", true)]
    [InlineData("fd12::7", true)]
    [InlineData("[fd12::7]:8080", true)]
    [InlineData("camera.lan:0", false)]
    [InlineData("camera.lan:http", false)]
    [InlineData("https://example.com", false)]
    [InlineData("example.com/path", false)]
    [InlineData("*", false)]
    [InlineData("10.0.0.0/8", false)]
    public void An_entry_of_the_list_is_a_host_with_or_without_a_port(string entry, bool isValid) => Assert.Equal(isValid, ListedHost.Parse(entry) is not null);
}
