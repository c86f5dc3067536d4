/* yield - protons on target, stopped particles and the events that a Mu2e process is expected to give
 *
 * Pure functions: no I/O, no state, no allocation; safe on any number of threads. Times are seconds, energies MeV.
 * Out-of-domain arguments (an unknown run mode, a negative livetime, a missing efficiency or constant) give nan, never
 * a number: the caller knows the row and can say where. Products are made from left to right as written in the source.
 *
 * Two models of what a livetime means:
 *   current   Mu2e/Production 52015e9e (2026): time on spill; protons by pulses, or by cycles over the duty factor
 *   seed2024  Mu2e/Production b1c10493 (2024): wall-clock time; protons by cycles, pion numbers fixed, cosmics on spill
 *
 * source  spec/ensemble.md 2 to 4 and 9.1
 */
#ifndef PHYS_YIELD_H
#define PHYS_YIELD_H

#include <stdbool.h>
#include <stddef.h>

/* --- constants ------------------------------------------------------------------------------------------------------ */

struct quantity {
	double value, relative;   /* relative: its uncertainty over its value; 0 where none is stated */
};

enum run_mode { MODE_1BB, MODE_2BB, MODE_UNKNOWN };   /* booster batches per cycle */

/* Every member is a row of share/ensemble/constants.tsv, which says its source; a mode's rows end in _1bb or _2bb. */
struct constants {
	struct mode_constants {
		struct quantity duty_factor;         /* time on spill over wall-clock time */
		struct quantity protons_per_pulse;
		struct quantity protons_per_cycle;
		struct quantity cycle;               /* s */
	} mode[MODE_UNKNOWN];
	struct quantity pulse_spacing;               /* s */
	struct quantity captures_per_mu, dio_per_mu, rmc_per_capture, rpc_per_pi, rmc_internal, rpc_internal;
	struct quantity mu_stops_prescale;           /* of STAGE_MU_STOPS, where its row says none */
	struct quantity ipa_decays_per_mu, seed2024_ipa_decays_per_mu;
	struct quantity seed2024_pi_beam, seed2024_pi_stops, seed2024_pi_stop_events, seed2024_pi_in_time;
	struct quantity seed2024_pi_weight_total, seed2024_pi_weight_selected;
	struct quantity dio_shape, rpc_shape, rmc_shape, ipa_shape;   /* scale the fraction above a cut: 1, known so well */
	struct quantity rmc_k_max;                   /* MeV, where a row says none */
};

struct constants constants_unset(void);              /* all nan */

/* The constant of that name and, in *unit, the unit that its value must have; NULL when there is none. */
struct quantity *constants_named(struct constants *c, const char *name, const char **unit);

/* The name of a constant that is still unset, or NULL. */
const char *constants_missing(const struct constants *c);

/* --- simulation efficiencies ---------------------------------------------------------------------------------------- */

/* Stages of the simulation, rows of the conditions table SimEfficiencies2. */
enum stage {
	STAGE_MU_BEAM, STAGE_MU_STOPS, STAGE_IPA_STOPS,   /* muons: beam, target, inner proton absorber */
	STAGE_PI_BEAM, STAGE_PI_STOPS, STAGE_PI_FILTER,   /* pions: beam, target, time filter */
	STAGE_PI_PHYSICAL, STAGE_PI_SELECTED,             /* trials of the survival sampler, its sum of weights */
	STAGES
};

struct efficiency {
	double numerator, denominator;   /* events kept, events generated (or resampled) */
	double eff;                      /* used as written; for STAGE_PI_SELECTED a sum of weights; nan: no such row */
	double prescale;                 /* the stream keeps one event in so many; 1 for most */
};

/* An efficiency or a product of them. stat and stat_max are relative. For D trials resampled from P < D parents,
 *     relative^2 = (1 - e)/(e D) + c^2 (1/P - 1/D)   (total variance; D <= P: the first term, binomial)
 * where e = numerator/D and c is the relative spread of the parents' own chances to pass. It is not recorded: stat takes
 * c = 1, or the largest possible if that is less; stat_max the largest possible, c^2 = (1 - e)/e before prescale, of
 * parents that pass always or never. A sum of weights, each at most 1, counts as that many events, a bound from above.
 * nan where counts are missing. */
struct rate {
	double value, stat, stat_max;
};

struct stops {
	struct rate mu_per_pot, ipa_per_pot, pi_per_pot;   /* stopped mu- in the target and in the absorber, stopped pi- */
	struct rate pi_filter, pi_survival;                /* of stopped pions: in the time window; mean survival weight */
};

struct stops stops_of(const struct efficiency rows[STAGES]);

/* The row's own relative uncertainty (binomial, no parents). */
double efficiency_stat(const struct efficiency *e);

/* --- expected events ------------------------------------------------------------------------------------------------ */

enum process {
	PROCESS_POT,      /* protons on target */
	PROCESS_DUTY,     /* duty factor */
	PROCESS_CE,       /* conversion electrons (or positrons) */
	PROCESS_RMUE,     /* conversion rate that gives n_signal of them */
	PROCESS_DIO,      /* muon decay in orbit */
	PROCESS_RPC,      /* radiative pion capture */
	PROCESS_RMC,      /* radiative muon capture */
	PROCESS_IPA,      /* muon decay in the inner proton absorber */
	PROCESS_COSMIC    /* a livetime, not a count */
};

enum model { MODEL_CURRENT, MODEL_SEED2024 };
enum pot_method { POT_SPILL, POT_CYCLE, POT_CYCLE_WALLCLOCK };   /* the last belongs to seed2024, the others to current */

struct request {
	enum process process;
	enum model model;
	enum run_mode mode;
	enum pot_method method;
	bool internal;             /* RPC, RMC: the photon converts at once, to e+e- */
	bool upstream;             /* its quirks: duty factor of 1BB in an unknown mode; in seed2024 no protons there,
	                              and the absorber always 1BB */
	double livetime;           /* s, on spill or wall-clock by model */
	double rmue, n_signal;     /* CE; RMUE */
	struct quantity fraction;  /* DIO, RPC, RMC, IPA: of the spectrum above the cut; its relative uncertainty */
};

/* A value and its relative uncertainties: stat from simulation counts, param from constants, shape from the spectrum;
 * independent, so the total is their quadrature. pot is the part of param that all rows of a mode share, mu_per_pot the
 * part of stat that all processes of muons in the target share: they add linearly when processes are summed, and so does
 * all but pot among rows of one process. (What the absorber shares with the target, the beam's efficiency, is not split
 * off, nor constants that two processes take, as captures_per_mu.) */
struct estimate {
	double value, stat, param, shape;
	double pot, mu_per_pot;
};
double estimate_relative(const struct estimate *e);   /* the quadrature */

/* The rows that the process takes, as bits 1 << stage. */
unsigned yield_stages(const struct request *r);

struct estimate yield_pot(const struct constants *c, const struct request *r);
struct estimate yield_expected(const struct constants *c, const struct stops *s, const struct request *r);

/* Particles stopped in the livetime: muons in the target (POT, CE, RMUE, DIO, RMC) or absorber (IPA), pions (RPC);
 * nan for others. */
double yield_stops(const struct constants *c, const struct stops *s, const struct request *r);

/* The two times that `livetime` can mean, by the model and the duty factor. */
double yield_onspill(const struct constants *c, const struct request *r);
double yield_wallclock(const struct constants *c, const struct request *r);

/* Livetime (s) of `primaries` cosmic rays thrown on area_m2 with energies of low to high_gev, for a flux of
 * flux_constant E^-2.7 / (m^2 s sr GeV), PDG eq. 29.2; the second in 32 bits, as the CosmicLivetime product stores it. */
double cosmic_livetime(double primaries, double area_m2, double low_gev, double high_gev, double flux_constant);
float cosmic_livetime_float(double primaries, double area_m2, double low_gev, double high_gev, double flux_constant);

#endif
