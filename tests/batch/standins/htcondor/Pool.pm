# Pool - what the stand-ins share: where the pool is, how to talk to it, how to fail as a test wishes
#
# CONDOR_STANDIN names the pool's directory. In it, CMD being the name of a command:
#   calls          every call, its words quoted, one line each
#   fail-CMD       the command prints this on stderr and ends with 1
#   hang-CMD       the command never ends
#   truncate-CMD   the command prints so many bytes of its answer and no more
#   deaf-CMD       the command does its work, says nothing about it and ends with 1
#   slots          jobs at once [4];  paused: none is started
#   later          so many seconds have passed that did not [0]
package Pool;
use strict;
use warnings;
use Socket;

our $dir = $ENV{CONDOR_STANDIN} // '';
our $command = '';

sub slurp {
	my ($file) = @_;
	open my $in, '<', $file or return undef;
	local $/;
	return scalar <$in>;
}

sub now { return time + (slurp("$dir/later") || 0) }   # a test may just be writing it

sub begin {
	($command) = @_;
	-d $dir or fail('CONDOR_STANDIN names no directory');
	open my $calls, '>>', "$dir/calls" or fail("$dir/calls: $!");
	print $calls join(' ', $command, map { /\A[\w.\/=-]+\z/ ? $_ : "'$_'" } @ARGV), "\n";
	close $calls;
	my $why = slurp("$dir/fail-$command");
	if (defined $why) { print STDERR $why; exit 1 }
	sleep 60 while -e "$dir/hang-$command";
}

sub fail { print STDERR "ERROR: $_[0]\n"; exit 1 }

# Prints an answer, as a whole or as the test has it.
sub answer {
	my ($text) = @_;
	exit 1 if -e "$dir/deaf-$command";
	my $most = slurp("$dir/truncate-$command");
	print defined $most ? substr($text, 0, $most) : $text;
}

# ---- records: lines of "key value" with bytes in hex, then an empty line ----

sub packed { my ($r) = @_; return join('', map { "$_ " . unpack('H*', $r->{$_}) . "\n" } sort keys %$r) . "\n" }

sub unpacked {
	my ($text) = @_;
	my @records;
	for my $record (split /\n\n/, $text) {
		push @records, { map { my ($key, $hex) = split / /, $_, 2; ($key => pack('H*', $hex // '')) } split /\n/, $record };
	}
	return @records;
}

# ask RECORD...: sends them to the pool, returns its records; the path of a socket may not be long, hence from inside
sub ask {
	my @records = @_;
	socket my $s, AF_UNIX, SOCK_STREAM, 0 or fail("socket: $!");
	my $pid = $$;
	opendir my $here, '.' or fail(".: $!");
	chdir $dir or fail("$dir: $!");
	my $there = connect $s, sockaddr_un('socket');
	chdir $here;
	if (!$there) {
		print STDERR "\n-- Failed to fetch ads from: <127.0.0.1:9618?addrs=127.0.0.1-9618> : here\nCEDAR:6001:Failed to connect to <127.0.0.1:9618>\n";
		exit 1;
	}
	my $old = select $s;
	$| = 1;   # or shutdown is before what was said
	select $old;
	print $s join "", map { packed($_) } @records;
	shutdown $s, 1;
	local $/;
	my $text = <$s>;
	return unpacked($text // '');
}

1;
