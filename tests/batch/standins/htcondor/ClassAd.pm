# ClassAd - expressions of HTCondor, as far as its submit files and commands need them here
#
#   parse TEXT        a tree, or dies
#   value TREE, AD    AD: lower-case names of attributes with their texts. A number, a string, "undefined", each as [TYPE, VALUE]
#
# Operators || && ! == != =?= =!= is isnt < <= > >= + - ; numbers, strings, true, false, undefined, names, time().
package ClassAd;
use strict;
use warnings;
use Pool;

my %level = ('||' => 1, '&&' => 2, '==' => 3, '!=' => 3, '=?=' => 3, '=!=' => 3, 'is' => 3, 'isnt' => 3,
	'<' => 4, '<=' => 4, '>' => 4, '>=' => 4, '+' => 5, '-' => 5);

sub tokens {
	my ($text) = @_;
	my @tokens;
	while ($text =~ /\G\s*(?:("(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*(?:\.\w+)?)|(=\?=|=!=|\|\||&&|[=!<>]=|[-+<>!()]))/gc) {
		push @tokens, defined $1 ? ['s', unquoted($1)] : defined $2 ? ['n', $2] : defined $3 ? ['name', $3] : ['op', $4];
	}
	$text =~ /\G\s*\z/ or die "no expression: '$text'\n";
	return \@tokens;
}

sub unquoted {
	my ($s) = @_;
	$s = substr $s, 1, -1;
	$s =~ s/\\(.)/$1/g;
	return $s;
}

sub parse {
	my ($text) = @_;
	my $tokens = tokens($text);
	my $tree = binary($tokens, 1);
	@$tokens == 0 or die "no expression: '$text'\n";
	return $tree;
}

sub operator {
	my ($t) = @_;
	return undef if !$t;
	my $word = $t->[0] eq 'op' ? $t->[1] : $t->[0] eq 'name' ? lc $t->[1] : '';
	return $level{$word} ? $word : undef;
}

sub binary {
	my ($tokens, $lowest) = @_;
	my $left = unary($tokens);
	while (defined(my $op = operator($tokens->[0]))) {
		last if $level{$op} < $lowest;
		shift @$tokens;
		$left = [$op, $left, binary($tokens, $level{$op} + 1)];
	}
	return $left;
}

sub unary {
	my ($tokens) = @_;
	my $t = shift @$tokens or die "an expression that ends too early\n";
	return $t if $t->[0] eq 's' || $t->[0] eq 'n';
	if ($t->[0] eq 'name') {
		if ($tokens->[0] && $tokens->[0][0] eq 'op' && $tokens->[0][1] eq '(') {
			lc $t->[1] eq 'time' && $tokens->[1] && $tokens->[1][1] eq ')' or die "no such function: '$t->[1]'\n";
			splice @$tokens, 0, 2;
			return ['time'];
		}
		return $t;
	}
	return ['not', unary($tokens)] if $t->[1] eq '!';
	return ['-', ['n', 0], unary($tokens)] if $t->[1] eq '-';
	$t->[1] eq '(' or die "an expression cannot begin with '$t->[1]'\n";
	my $inner = binary($tokens, 1);
	my $end = shift @$tokens;
	$end && $end->[1] eq ')' or die "a parenthesis that nobody closes\n";
	return $inner;
}

my $undefined = ['u', 'undefined'];
sub bool { return ['b', $_[0] ? 'true' : 'false'] }
sub truth { my ($v) = @_; return $v->[0] eq 'u' ? undef : $v->[0] eq 'b' ? $v->[1] eq 'true' : $v->[0] eq 'n' ? $v->[1] != 0 : die "a string is no condition\n" }

sub value {
	my ($tree, $ad) = @_;
	my $op = $tree->[0];
	return $tree if $op eq 's' || $op eq 'n';
	return ['n', Pool::now()] if $op eq 'time';
	return name($tree->[1], $ad) if $op eq 'name';
	my ($a, $b) = map { value($_, $ad) } @$tree[1 .. $#$tree];
	if ($op eq 'not') { my $t = truth($a); return defined $t ? bool(!$t) : $undefined }
	if ($op eq '&&' || $op eq '||') {
		my $decides = $op eq '||';
		my ($x, $y) = (truth($a), truth($b));
		return bool($decides) if (defined $x && !!$x eq !!$decides) || (defined $y && !!$y eq !!$decides);
		return defined $x && defined $y ? bool(!$decides) : $undefined;
	}
	return bool(same($a, $b)) if $op eq '=?=' || $op eq 'is';
	return bool(!same($a, $b)) if $op eq '=!=' || $op eq 'isnt';
	return $undefined if $a->[0] eq 'u' || $b->[0] eq 'u';
	return compare($op, $a, $b);
}

sub name {
	my ($name, $ad) = @_;
	my $n = lc $name;
	$n =~ s/^(my|target)\.//;
	return bool($n eq 'true') if $n eq 'true' || $n eq 'false';
	return $undefined if $n eq 'undefined' || !defined $ad->{$n};
	return value(parse($ad->{$n}), $ad);
}

sub same { my ($a, $b) = @_; return $a->[0] eq $b->[0] && $a->[1] eq $b->[1] }

sub compare {
	my ($op, $a, $b) = @_;
	if ($a->[0] eq 's' && $b->[0] eq 's') {   # without regard to case
		my $c = lc $a->[1] cmp lc $b->[1];
		return bool($op eq '==' ? $c == 0 : $op eq '!=' ? $c != 0 : $op eq '<' ? $c < 0 : $op eq '>' ? $c > 0 : $op eq '<=' ? $c <= 0 : $c >= 0);
	}
	die "'$a->[1]' $op '$b->[1]': a number and a string\n" if $a->[0] eq 's' || $b->[0] eq 's';
	my ($x, $y) = map { $_->[0] eq 'b' ? $_->[1] eq 'true' : $_->[1] } $a, $b;
	return ['n', $op eq '+' ? $x + $y : $x - $y] if $op eq '+' || $op eq '-';
	return bool($op eq '==' ? $x == $y : $op eq '!=' ? $x != $y : $op eq '<' ? $x < $y : $op eq '>' ? $x > $y : $op eq '<=' ? $x <= $y : $x >= $y);
}

sub quoted { my ($s) = @_; $s =~ s/(["\\])/\\$1/g; return "\"$s\"" }

1;
