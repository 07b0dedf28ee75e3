/** 256 short English words for things. None is among the first words. Their order never changes: it is what people have been shown. */
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
