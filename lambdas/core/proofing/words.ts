/** Two words that people say to each other. */
export type Words = readonly [string, string];

/** The words for a text, under a key that the ledger does not hold. The same text always gives the same words. */
export type WordsOf = (text: string) => Words;

/**
 * Two words for a digest in hexadecimal: 8 bits each, 16 together, so a guess is right once in 65,536 times. Each side sees the words that it
 * says and types those that it hears (rule 12). They can be relayed by somebody in between: they prove nothing.
 */
export const wordsFrom = (digest: string): Words => [
  wordAt(FIRST_WORDS, digest.slice(0, 2)),
  wordAt(SECOND_WORDS, digest.slice(2, 4)),
];

/** Words as somebody wrote them, in one spelling: lower case, one space between them, no other signs. */
export const asWords = (typed: string): string => (typed.toLowerCase().match(/\p{Letter}+/gu) ?? []).join(' ');

/** A list has 256 words, one for each byte; a test counts them. */
const wordAt = (words: readonly string[], byte: string): string => words[Number.parseInt(byte, 16)] ?? '';

/** 256 short English adjectives. Their order must never change: people have been shown these words. */
export const FIRST_WORDS: readonly string[] = `
  able agile airy alert amber ample apt arctic ashen autumn avid azure balmy basic beige blue bold
  bonny brave breezy brief brisk broad bronze bubbly bushy busy calm candid carved casual cheery
  chilly chrome civic civil clean clear cloudy coastal cobalt comfy compact cool copper coral cordial
  cosy cotton creamy crisp curly cyan dainty dapper daring decent deep deft dense direct distant
  dotted double downy dreamy dry dusty eager early easy elastic elegant equal even exact extra fabled
  fair famed fancy far fast festive fine firm fitting fleet floral fluid flying formal frank free
  frosty full fuzzy gentle gilded glad glossy golden good gray green happy hardy hazel hearty helpful
  hidden high honest humble icy ideal indigo inner ivory jade jaunty jazzy jolly jovial joyful keen
  kind lasting lavish leafy level lilac lime linen lively local lofty long lovely loyal lucky lunar
  lush magic major maple maroon mauve mellow merry mighty minty misty modest mossy muted narrow navy
  neat new nimble novel oaken oceanic olive opal open orange orderly outer oval paper pastel patient
  pearly pink plaid plum poetic polar prime proud pure quaint quiet radiant rapid rare ready regal
  restful ripe rocky roomy rosy round royal ruby rustic sandy satin scarlet scenic sepia serene sharp
  shiny short silver simple sincere sleek smart smooth snowy snug soft solid sonic spicy spring square
  starry steep still stony strong sturdy summer sunny super sweet swift tall teal tender thrifty tidy
  timely topaz trim true twin upper urban vast velvet vivid warm wavy wide windy wise woolly yellow
  zesty
`
  .trim()
  .split(/\s+/);

/** 256 short English nouns. None is among the first words. Their order must never change: people have been shown these words. */
export const SECOND_WORDS: readonly string[] = `
  acorn actor album alley anvil apple apron arch arena armor arrow atlas attic badge bagel ball banjo
  barn basin bay beach bell bench berry bird bison boat book bowl bread broom brush bugle button cabin
  cactus camel canoe cart castle cedar cello chalk chess circle citrus cliff cloud coast cocoa coffee
  comet cookie corner crane creek crown dahlia daisy dancer deck deer delta desert dinner dolphin door
  dove drawer drum duck eagle easel echo elbow elm ember engine falcon farmer fern fiddle field finch
  fjord flag flint flower flute forest fox galaxy garlic gate gazebo ginger glove grape guitar gull
  hammer harp hat hawk hedge helmet heron hill hinge honey horn hotel igloo inlet iris island ivy
  jacket jaguar jar jelly jigsaw jungle kayak kettle key kite koala ladder lagoon lake lamp lark
  laurel lemon lens lily lion lizard llama lobby lotus lynx magpie mango marble maze mill mint mirror
  mitten moose moth muffin mural museum napkin needle nest nickel nutmeg oak oasis ocean onion orbit
  orchid otter owl oyster paddle palm panel parrot pasta pear pebble pencil pepper petal piano picnic
  pigeon pilot pine plaza pocket pony poppy porch puppet puzzle quartz quilt rabbit radio raft ranch
  raven reef ribbon rice ring river robin rocket roof rope rose saddle sail salad sandal saucer scarf
  school season shell shore sketch skylark spoon spruce star stove stream sugar sunset swan table
  teacup teapot tiger timber toast tomato torch tower train trolley tulip tunnel turtle valley vase
  violin wagon waltz water whale wheat willow window wren yacht zebra
`
  .trim()
  .split(/\s+/);
