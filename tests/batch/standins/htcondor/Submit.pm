# Submit - reads a submit file the way condor_submit does, and refuses what it would let pass to our harm
#
#   words TEXT, environment TEXT   what arguments = TEXT and environment = TEXT (new syntax, quotes included) are to the job
#   rows FILE, NAMES...            rows of queue NAMES from FILE, each a hash
#   read_file FILE                 the commands (lower case) and what stands behind queue
#   jobs COMMANDS, QUEUE, CLUSTER  a hash for each job: "ad", the attributes that queries see, and what starting it needs
#
# Stricter than HTCondor: an undefined macro, an unknown command, the old syntax, function macros and anything behind queue are errors.
# source: spec/batch.md 2.1 to 2.4
package Submit;
use strict;
use warnings;
use Cwd ();

# ---- quoting ----

sub words {
	my ($text) = @_;
	$text =~ /\A"(.*)"\z/s or die "not the new syntax, a whole value in double quotes: $text\n";
	my $rest = $1;
	my (@words, $word);
	my $quoted = 0;
	while ($rest ne '') {
		if ($rest =~ s/\A""//) { $word = ($word // '') . '"' }
		elsif ($rest =~ /\A"/) { die "a lone double quote in $text\n" }
		elsif ($quoted && $rest =~ s/\A''//) { $word .= "'" }
		elsif ($rest =~ s/\A'//) { $quoted = !$quoted; $word //= '' }
		elsif (!$quoted && $rest =~ s/\A[ \t]+//) { push @words, $word if defined $word; undef $word }
		else { $rest =~ s/\A(.)//s; $word = ($word // '') . $1 }
	}
	die "a single quote that nobody closes in $text\n" if $quoted;
	push @words, $word if defined $word;
	return @words;
}

sub environment {
	my ($text) = @_;
	return map { /\A([^=]+)=(.*)\z/s or die "no NAME=VALUE in the environment: $_\n"; [$1, $2] } words($text);
}

# ---- macros ----

my $dollar = "\x00";   # what $(DOLLAR) leaves until all is expanded

sub expand {
	my ($text, $macros) = @_;
	for (my $n = 0; $text =~ /\$\(([^()]*)\)/; $n++) {
		my $name = lc $1;
		my ($from, $to) = ($-[0], $+[0]);
		die "\$($1) is undefined\n" if !defined $macros->{$name} && $name ne 'dollar';
		die "\$($1) never ends\n" if $n > 1000;
		substr $text, $from, $to - $from, $name eq 'dollar' ? $dollar : $macros->{$name};
	}
	die "a function macro: $text\n" if $text =~ /\$[A-Za-z]\w*\(/;
	$text =~ s/$dollar/\$/g;
	die "\$\$( is expanded from the machine's ad and holds the job: $text\n" if $text =~ /\$\$[(\[]/;
	return $text;
}

# ---- the table of queue ... from ----

sub trimmed { my ($s) = @_; $s =~ s/\A[ \t]+//; $s =~ s/[ \t]+\z//; return $s }

sub fields {
	my ($line, $n) = @_;
	return map { trimmed($_) } split /\x1f/, $line, $n if $line =~ /\x1f/;
	return trimmed($line) if $n == 1;
	return split /[ \t]*,[ \t]*|[ \t]+/, trimmed($line), $n;
}

sub rows {
	my ($file, @names) = @_;
	open my $in, '<', $file or die "Can't open \"$file\": $!\n";
	my (@rows, %row);
	$row{$_} = '' for @names;
	while (defined(my $line = <$in>)) {
		$line =~ s/\r?\n\z//;
		if (trimmed($line) ne '') {   # a blank line is one more job with the values of the last
			my @values = fields($line, scalar @names);
			%row = ();
			$row{$names[$_]} = $values[$_] // '' for 0 .. $#names;
		}
		push @rows, {%row};
	}
	return @rows;
}

# ---- the file ----

sub lines {
	my ($file) = @_;
	open my $in, '<', $file or die "Can't open \"$file\" with flags 00 ($!)\n";
	my (@lines, $open);
	while (defined(my $line = <$in>)) {
		$line =~ s/\s+\z//;
		next if !defined $open && $line =~ /\A\s*(#|\z)/;
		$line = $open . $line if defined $open;
		$open = $line =~ s/\\\z// ? $line : undef;
		push @lines, $line if !defined $open;
	}
	push @lines, $open if defined $open;
	return @lines;
}

sub read_file {
	my ($file) = @_;
	my (%commands, $queue);
	for my $line (lines($file)) {
		die "a line behind queue: $line\n" if defined $queue;
		if ($line =~ /\A\s*queue\b\s*(.*)\z/i) { $queue = $1 }
		elsif ($line =~ /\A\s*([+\w.]+)\s*=\s*(.*)\z/) { my ($key, $value) = (lc $1, $2); $key =~ s/\Amy\./+/; $commands{$key} = $value }
		else { die "Failed to parse command file: $line\n" }
	}
	return (\%commands, $queue);
}

# ---- what commands may be, and what becomes of them ----

my $number = qr/\A\d+\z/;
my $expression = sub { ClassAd::parse($_[0]); 1 };
my %known = (
	universe => qr/\Avanilla\z/i,
	executable => qr/./,
	arguments => sub { words($_[0]); 1 },
	environment => sub { environment($_[0]); 1 },
	log => qr/./,
	output => qr/./,
	error => qr/./,
	should_transfer_files => qr/\A(YES|NO)\z/i,
	when_to_transfer_output => qr/\AON_EXIT\z/i,
	transfer_input_files => qr/\A[^\s,]+(\s*,\s*[^\s,]+)*\z/,
	transfer_output_remaps => sub { remaps($_[0]); 1 },
	request_cpus => $number,
	request_memory => qr/\A\d+\s*([KMGT]B?)?\z/i,
	request_disk => qr/\A\d+\s*([KMGT]B?)?\z/i,
	max_retries => $number,
	max_materialize => $number,
	periodic_remove => $expression,
	leave_in_queue => $expression,
	requirements => $expression,
	kill_sig => qr/\A(SIG[A-Z0-9]+|\d+)\z/,
	jobbatchname => qr/./,
	accounting_group => qr/./,
);

sub remaps {
	my ($text) = @_;
	$text =~ /\A"([^"]*)"\z/ or die "transfer_output_remaps wants one string in double quotes: $text\n";
	my %to;
	for my $pair (split /;/, $1) {
		$pair =~ /\A\s*([^\s=]+)\s*=\s*([^\s=]+)\s*\z/ or die "no remap: '$pair'\n";
		die "two remaps of $1\n" if exists $to{$1};
		$to{$1} = $2;
	}
	return \%to;
}

sub check {
	my ($c, $used) = @_;
	for my $key (sort keys %$c) {
		next if $key =~ /\A\+/ || $used->{$key};
		die "'$key' is no command of condor_submit, and no macro that is used\n" if !$known{$key};
	}
	die "No '$_' parameter was provided\n" for grep { !defined $c->{$_} } qw(executable log should_transfer_files arguments);
	my $transfer = uc $c->{should_transfer_files} eq 'YES';
	die "files are transferred, but when is not said\n" if $transfer && !$c->{when_to_transfer_output};
	for my $key ('when_to_transfer_output', 'transfer_input_files', 'transfer_output_remaps') {
		die "$key, but no file is transferred\n" if !$transfer && defined $c->{$key};
	}
}

sub jobs {
	my ($commands, $queue, $cluster) = @_;
	defined $queue or die "no queue\n";
	$queue =~ /\A([\w]+(?:\s*,\s*\w+)*)\s+from\s+(\S+)\z/i or die "not queue NAMES from FILE: $queue\n";
	my ($names, $file) = ($1, $2);
	my @names = split /\s*,\s*/, $names;
	my %used = map { lc $_ => 1 } map { /\$\((\w+)\)/g } values %$commands;
	check($commands, \%used);
	my @jobs;
	for my $row (rows($file, @names)) {
		my %macros = (%$commands, process => scalar @jobs, procid => scalar @jobs, cluster => $cluster, clusterid => $cluster, itemindex => scalar @jobs);
		$macros{lc $_} = $row->{$_} for @names;
		push @jobs, job(\%macros, $commands, $cluster, scalar @jobs);
	}
	return @jobs;
}

sub job {
	my ($macros, $commands, $cluster, $process) = @_;
	my %c = map { $_ => expand($commands->{$_}, $macros) } grep { $known{$_} || /\A\+/ } keys %$commands;
	for my $key (keys %c) {
		my $rule = $known{$key} // $expression;
		die "$key = $c{$key}: not allowed\n" if ref $rule eq 'CODE' ? !$rule->($c{$key}) : $c{$key} !~ $rule;
	}
	my $here = Cwd::getcwd();
	$here = expand($here, $macros) if defined $commands->{max_materialize};
	my $full = sub { my ($path) = @_; return !defined $path ? '/dev/null' : $path =~ m{\A/} ? $path : "$here/$path" };
	my %job = (
		cluster => $cluster, proc => $process, iwd => $here, cmd => $full->($c{executable}), log => $full->($c{log}), out => $full->($c{output}),
		err => $full->($c{error}), arguments => $c{arguments}, environment => $c{environment} // '""', transfer => uc $c{should_transfer_files} eq 'YES' ? 1 : 0,
		input => $c{transfer_input_files} // '', remaps => $c{transfer_output_remaps} // '""', retries => $c{max_retries} // '',
		kill_sig => $c{kill_sig} // 'SIGTERM', periodic_remove => $c{periodic_remove} // '', max_materialize => $commands->{max_materialize} // '',
	);
	-e $job{cmd} or die "Executable file $job{cmd} does not exist\n";
	my %ad = (ClusterId => $cluster, ProcId => $process, JobStatus => 1, EnteredCurrentStatus => time, RequestCpus => $c{request_cpus} // 1,
		Cmd => ClassAd::quoted($job{cmd}), Iwd => ClassAd::quoted($here));
	$ad{JobBatchName} = ClassAd::quoted($c{jobbatchname}) if defined $c{jobbatchname};
	$ad{LeaveJobInQueue} = $c{leave_in_queue} if defined $c{leave_in_queue};
	for my $key (grep { /\A\+/ } keys %c) { $ad{substr $key, 1} = $c{$key} }
	$job{"ad.$_"} = $ad{$_} for keys %ad;
	return \%job;
}

1;
